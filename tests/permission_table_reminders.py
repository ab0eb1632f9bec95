"""Who may do what with a letter that was written to somebody of the Boston mission and did not go out, and who answers
whether an event of that mission is held again."""

from tests.permission_table import ADMINISTRATORS, BY_ADMINISTRATORS, _all

LETTER_PAGES = {
    ("letter_detail", "GET"): ADMINISTRATORS,
    ("letter_resend", "POST"): BY_ADMINISTRATORS,
}

BY_BOSTON_ITSELF = _all(404, anonymous="sign-in", Boston_staff=302, Boston_approver=302)

AGAIN_PAGES = {
    ("again_answer", "POST"): BY_BOSTON_ITSELF,
    ("again_put_back", "POST"): BY_BOSTON_ITSELF,
}
