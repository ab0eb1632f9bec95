"""Who may do what with a letter that was written to somebody of the Boston mission and did not go out."""

from tests.permission_table import ADMINISTRATORS, BY_ADMINISTRATORS

LETTER_PAGES = {
    ("letter_detail", "GET"): ADMINISTRATORS,
    ("letter_resend", "POST"): BY_ADMINISTRATORS,
}
