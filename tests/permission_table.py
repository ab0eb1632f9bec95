"""Who may do what at which address: the answer's HTTP status, cell by cell. tests/test_permissions.py tries each.

    sign-in   a redirect to the sign-in page, which leads back
    302       done, and on to the next page
    400…422   may do this, but what was sent, or the event's status, does not allow it
    404       for this person there is no such page
    410       a link that has been used up or never was

Addresses with an event: one column per status of an event of the Boston mission.
"""

from tests.permission_of_events import (
    ASKED_IN_AN_OPEN_YEAR,
    ASKED_TO_CONFIRM,
    ASKED_TO_COUNT_AGAIN,
    ASKED_TO_WITHDRAW,
    ASKING_FOR_RETURN,
    COMMENTING,
    CONFIRMING,
    COPYING,
    DECIDING_IN_THE_QUEUE,
    IN_THE_QUEUE,
    NOT_FILLED_IN,
    OPENING,
    PRACTICE_NOT_STARTED,
    PRACTICE_READING,
    PRACTICE_SAYING_WHY,
    PRACTICE_STARTING,
    PRACTICE_TELLING,
    PRACTICE_WITHOUT_A_STORY,
    PUTTING_BACK,
    READING,
    REFUSED,
    REFUSED_TO_HQ,
    REFUSED_TO_REVIEWERS,
    RETURNING,
    SAVING,
    SUBMITTING,
    WITHDRAWING,
)

ROLES = (
    "anonymous",
    "Boston staff",
    "Boston approver",
    "Denver staff",
    "Denver approver",
    "HQ reviewer",
    "HQ administrator",
    "read-only",
)

STATUSES = ("draft", "approval", "submitted", "confirmed", "withdrawn")

# ---- one event: (name, method) -> table

EVENT_PAGES = {
    ("event_detail", "GET"): READING,
    ("photo", "GET"): READING,
    ("photo_small", "GET"): READING,
    ("practice_detail", "GET"): PRACTICE_READING,
    ("practice_edit", "GET"): PRACTICE_TELLING,
    ("practice_edit", "POST"): PRACTICE_WITHOUT_A_STORY,
    ("practice_start", "GET"): PRACTICE_STARTING,
    ("practice_start", "POST"): PRACTICE_NOT_STARTED,
    ("practice_verb", "POST"): PRACTICE_SAYING_WHY,
    ("outcome_create", "POST"): PRACTICE_SAYING_WHY,
    ("event_edit", "GET"): OPENING,
    ("event_edit", "POST"): SAVING,
    ("event_copy", "GET"): COPYING,
    ("event_copy", "POST"): NOT_FILLED_IN,
    ("event_repeat", "GET"): COPYING,
    ("event_repeat", "POST"): NOT_FILLED_IN,
    ("event_submit", "POST"): SUBMITTING,
    ("event_confirm", "POST"): CONFIRMING,
    ("event_return", "GET"): ASKING_FOR_RETURN,
    ("event_return", "POST"): RETURNING,
    ("event_withdraw", "GET"): COPYING,
    ("event_withdraw", "POST"): WITHDRAWING,
    ("event_put_back", "POST"): PUTTING_BACK,
    ("event_ask_withdrawal", "GET"): ASKED_IN_AN_OPEN_YEAR,
    ("event_ask_withdrawal", "POST"): ASKED_IN_AN_OPEN_YEAR,
    ("event_ask_confirmation", "GET"): ASKED_IN_AN_OPEN_YEAR,
    ("event_ask_confirmation", "POST"): ASKED_IN_AN_OPEN_YEAR,
    ("event_ask_put_back", "GET"): ASKED_IN_AN_OPEN_YEAR,
    ("event_ask_put_back", "POST"): ASKED_IN_AN_OPEN_YEAR,
    ("event_comment", "POST"): COMMENTING,
    ("event_comments_read", "POST"): COMMENTING,
    ("review_event", "GET"): IN_THE_QUEUE,
    ("review_event", "POST"): DECIDING_IN_THE_QUEUE,
}
ONLY_ASKED = (
    "event_ask_withdrawal", "event_ask_confirmation", "event_ask_put_back", "event_comment", "event_comments_read",
    "practice_verb", "outcome_create",
)  # fmt: skip
"""Answers 302 and leaves every event as it is."""

IN_A_CLOSED_YEAR = {
    **EVENT_PAGES,
    ("practice_edit", "POST"): PRACTICE_SAYING_WHY,
    ("event_submit", "POST"): REFUSED,
    ("event_confirm", "POST"): REFUSED_TO_HQ,
    ("event_return", "POST"): REFUSED_TO_REVIEWERS,
    ("review_event", "POST"): REFUSED_TO_REVIEWERS,
    ("event_withdraw", "POST"): REFUSED,
    ("event_put_back", "POST"): REFUSED,
    ("event_ask_withdrawal", "GET"): COPYING,
    ("event_ask_withdrawal", "POST"): ASKED_TO_WITHDRAW,
    ("event_ask_confirmation", "GET"): COPYING,
    ("event_ask_confirmation", "POST"): ASKED_TO_CONFIRM,
    ("event_ask_put_back", "GET"): COPYING,
    ("event_ask_put_back", "POST"): ASKED_TO_COUNT_AGAIN,
}
"""What is opened is opened here too: the entry page then takes a correction request."""

POST_ONLY = (
    "unsaved_discard", "calendar_feed_end", "token_end", "view_opens", "view_delete", "selection",
    "practice_verb", "outcome_create",
    "event_comment", "event_comments_read", "comment_withdraw", "review_batch", "review_approval",
    "draft_create", "draft_set_aside", "draft_take_up",
    "letter_resend", "again_answer", "again_put_back", "return_take_back", "excuse_end", "duplicate_search", "merge_take_apart", "correction_decide", "correction_take_back", "exception_end", "year_deadline",
    "person_close", "person_reopen", "person_sign_out", "person_remove_factors", "invitation_resend", "invitation_revoke",
    "event_submit", "event_confirm", "event_put_back", "set_language", "import_confirm", "import_undo", "import_delete",
)  # fmt: skip

# ---- no event: name -> {method: {who: status}}


def _all(status: int | str, **others: int | str) -> dict[str, int | str]:
    """The same for every role but those named, with _ for a space."""
    return {role: others.get(role.replace(" ", "_").replace("-", "_"), status) for role in ROLES}


SIGNED_IN = _all(200, anonymous="sign-in")
WRITERS = _all(200, anonymous="sign-in", read_only=404)

OF_MISSIONS = _all(200, anonymous="sign-in", HQ_reviewer=404, HQ_administrator=404, read_only=404)
HQ_PAGE = _all(404, anonymous="sign-in", HQ_reviewer=200, HQ_administrator=200)
HQ_NOT_FILLED_IN = _all(404, anonymous="sign-in", HQ_reviewer=422, HQ_administrator=422)

ADMINISTRATORS = _all(404, anonymous="sign-in", HQ_administrator=200)
ADMINISTRATORS_NOT_FILLED_IN = _all(404, anonymous="sign-in", HQ_administrator=422)
BY_ADMINISTRATORS = _all(404, anonymous="sign-in", HQ_administrator=302)

PROOF_FIRST = _all(302, anonymous="sign-in")
"""Who is signed in proves once more who he is before he changes what protects his account."""

NOTHING_TO_REMOVE = _all(404, anonymous="sign-in")

REVIEWERS = dict.fromkeys(("HQ_reviewer", "HQ_administrator", "Boston_approver", "Denver_approver"), 200)

OF_BOSTON_AND_HQ = dict.fromkeys(("Boston_staff", "Boston_approver", "HQ_reviewer", "HQ_administrator"), 200)

PAGES = {
    "healthz": {"GET": _all(200)},
    "readyz": {"GET": _all(200)},
    "metrics": {"GET": _all(404)},
    "styleguide": {"GET": ADMINISTRATORS},
    "guide": {"GET": SIGNED_IN},
    "guide_of_role": {"GET": SIGNED_IN},
    "year_list": {"GET": HQ_PAGE, "POST": HQ_NOT_FILLED_IN},
    "year_detail": {"GET": HQ_PAGE},
    "year_deadline": {"POST": _all(404, anonymous="sign-in", HQ_reviewer=302, HQ_administrator=302)},
    "year_close": {"GET": HQ_PAGE, "POST": HQ_NOT_FILLED_IN},
    "year_reopen": {"GET": HQ_PAGE, "POST": HQ_NOT_FILLED_IN},
    "exception_create": {"GET": HQ_PAGE, "POST": HQ_NOT_FILLED_IN},
    "correction_list": {"GET": WRITERS},
    "return_board": {"GET": WRITERS},
    "return_year": {"GET": WRITERS},
    "return_export": {"GET": WRITERS},
    "return_deadline": {"POST": _all(404, anonymous="sign-in", HQ_reviewer=302, HQ_administrator=302)},
    "return_detail": {"GET": _all(404, anonymous="sign-in", **OF_BOSTON_AND_HQ)},
    "return_sign": {"POST": _all(404, anonymous="sign-in", Boston_staff=302, Boston_approver=409)},  # signed already
    "return_excuse": {"POST": HQ_NOT_FILLED_IN},
    "return_excuse_many": {"GET": HQ_PAGE, "POST": HQ_NOT_FILLED_IN},
    "return_excuse_many_end": {"POST": _all(404, anonymous="sign-in")},  # nothing was excused under that key
    "review_list": {"GET": _all(404, anonymous="sign-in", **REVIEWERS)},
    "review_batch": {"POST": _all(404, anonymous="sign-in", **dict.fromkeys(REVIEWERS, 302))},
    "review_approval": {"POST": _all(404, anonymous="sign-in", Boston_approver=302, Denver_approver=302)},
    "duplicate_list": {"GET": HQ_PAGE},
    "duplicate_search": {"POST": _all(404, anonymous="sign-in", HQ_reviewer=302, HQ_administrator=302)},
    "again_list": {"GET": OF_MISSIONS},
    "reminders": {"GET": WRITERS, "POST": _all(422, anonymous="sign-in", read_only=404)},
    "letter_list": {"GET": ADMINISTRATORS},
    "home": {"GET": SIGNED_IN},
    "find": {"GET": SIGNED_IN},
    "suggest": {"GET": WRITERS},
    "read_day": {"GET": SIGNED_IN},
    "calendar": {"GET": SIGNED_IN},
    "calendar_feeds": {"GET": SIGNED_IN, "POST": SIGNED_IN},
    "calendar_feed_end": {"POST": _all(404, anonymous="sign-in")},  # another's, or nobody's
    "calendar_ics": {"GET": _all(404)},  # an address that was never made
    "practices_atom": {"GET": _all(404)},
    "unsaved_discard": {"POST": _all(404, anonymous="sign-in")},  # another's, or nobody's
    "event_list": {"GET": SIGNED_IN},
    "selection": {"POST": _all(302, anonymous="sign-in", read_only=404)},
    "selection_done": {"GET": _all(404, anonymous="sign-in"), "POST": _all(404, anonymous="sign-in")},  # another's
    "view_open": {"GET": _all(302, anonymous="sign-in")},
    "view_list": {"GET": SIGNED_IN, "POST": _all(422, anonymous="sign-in")},
    "view_opens": {"POST": _all(302, anonymous="sign-in")},
    "view_change": {"GET": _all(404, anonymous="sign-in"), "POST": _all(404, anonymous="sign-in")},  # another's
    "view_delete": {"POST": _all(404, anonymous="sign-in")},  # another's
    "practice_list": {"GET": SIGNED_IN},
    "event_create": {"GET": WRITERS, "POST": _all(422, anonymous="sign-in", read_only=404)},
    "event_export": {"GET": SIGNED_IN},
    "event_template": {"GET": WRITERS},
    "import_list": {"GET": WRITERS},
    "import_paste": {"GET": WRITERS, "POST": _all(422, anonymous="sign-in", read_only=404)},
    "import_create": {"GET": WRITERS, "POST": _all(422, anonymous="sign-in", read_only=404)},
    "series_detail": {"GET": _all(404, anonymous="sign-in")},  # nobody's; tests/reports/test_series.py has one
    "dashboard": {"GET": SIGNED_IN},
    "report": {"GET": SIGNED_IN},
    "report_workbook": {"GET": SIGNED_IN},
    "report_data": {"GET": SIGNED_IN},
    "edition_list": {"GET": SIGNED_IN},
    "reconciliation": {"GET": HQ_PAGE, "POST": HQ_NOT_FILLED_IN},
    "draft_create": {"POST": HQ_NOT_FILLED_IN},
    "board": {"GET": SIGNED_IN},
    "board_file": {"GET": SIGNED_IN},
    "state_list": {"GET": SIGNED_IN},
    "state_detail": {"GET": SIGNED_IN},
    "people_list": {"GET": HQ_PAGE | {"Boston approver": 200, "Denver approver": 200}},
    "invitation_create": {"GET": ADMINISTRATORS, "POST": ADMINISTRATORS_NOT_FILLED_IN},
    "session_list": {"GET": SIGNED_IN},
    "dataset_list": {"GET": SIGNED_IN},
    "dataset_file": {"GET": SIGNED_IN},
    "api_reference": {"GET": SIGNED_IN},
    "token_list": {"GET": SIGNED_IN, "POST": PROOF_FIRST},
    "token_end": {"POST": _all(404, anonymous="sign-in")},  # another's, or nobody's
    "trail_list": {"GET": ADMINISTRATORS},
    "trail_export": {"GET": ADMINISTRATORS},
    "trail_undo": {"GET": ADMINISTRATORS, "POST": ADMINISTRATORS_NOT_FILLED_IN},
    "set_language": {"POST": _all(302)},
    "account_reauthenticate": {"GET": SIGNED_IN},
    "mfa_index": {"GET": SIGNED_IN},
    "mfa_authenticate": {"GET": _all(302)},
    "mfa_reauthenticate": {"GET": PROOF_FIRST},
    "mfa_reauthenticate_webauthn": {"GET": PROOF_FIRST},
    "mfa_activate_totp": {"GET": PROOF_FIRST, "POST": PROOF_FIRST},
    "mfa_deactivate_totp": {"GET": NOTHING_TO_REMOVE},
    "mfa_view_recovery_codes": {"GET": PROOF_FIRST},
    "mfa_generate_recovery_codes": {"GET": PROOF_FIRST, "POST": PROOF_FIRST},
    "mfa_download_recovery_codes": {"GET": PROOF_FIRST},
    "mfa_list_webauthn": {"GET": SIGNED_IN},
    "mfa_add_webauthn": {"GET": PROOF_FIRST, "POST": PROOF_FIRST},
    "mfa_edit_webauthn": {"GET": PROOF_FIRST, "POST": PROOF_FIRST},
    "mfa_remove_webauthn": {"GET": PROOF_FIRST, "POST": PROOF_FIRST},
    "mfa_login_webauthn": {"GET": _all(302), "POST": _all(302)},
    "openid_connect_login": {"GET": _all(404), "POST": _all(404)},
    "openid_connect_callback": {"GET": _all(404)},
    "socialaccount_login_cancelled": {"GET": _all(200)},
    "socialaccount_login_error": {"GET": _all(401)},
    "account_login": {"GET": _all(302, anonymous=200)},
    "account_logout": {"GET": _all(200, anonymous=302), "POST": _all(302)},
    "account_inactive": {"GET": _all(200)},
    "account_change_password": {"GET": SIGNED_IN},
    "account_set_password": {"GET": _all(302, anonymous="sign-in")},
    "account_reset_password": {"GET": _all(200)},
    "account_reset_password_done": {"GET": _all(200)},
    "account_reset_password_from_key": {"GET": _all(410)},
    "account_reset_password_from_key_done": {"GET": _all(200)},
}

# ---- an import that a member of the Boston mission's staff uploaded, in review: (name, method) -> {who: status}

IMPORT_OWNER = "its owner"


def _import(status: int) -> dict[str, int | str]:
    """Its owner, his mission's approver and HQ; for others, colleagues of the same mission too, there is no such page."""
    people = _all(404, anonymous="sign-in", Boston_approver=status, HQ_reviewer=status, HQ_administrator=status)
    return {**people, IMPORT_OWNER: status}


IMPORT_PAGES = {
    ("import_detail", "GET"): _import(200),
    ("import_columns", "GET"): _import(200),
    ("import_columns", "POST"): _import(422),
    ("import_row", "GET"): _import(200),
    ("import_row", "POST"): _import(302),
    ("import_confirm", "POST"): _import(302),
    ("import_undo", "POST"): _import(409),
    ("import_rest", "GET"): _import(200),
    ("import_delete", "POST"): _import(302),
}

# ---- a correction request of the Boston mission, and an exception it was given: (name, method) -> {who: status}

OF_BOSTON = _all(404, anonymous="sign-in", Boston_staff=200, Boston_approver=200, HQ_reviewer=200, HQ_administrator=200)
BY_BOSTON = {who: 302 if status == 200 else status for who, status in OF_BOSTON.items()}
BY_HQ = _all(404, anonymous="sign-in", HQ_reviewer=302, HQ_administrator=302)

CLOSED_YEAR_PAGES = {
    ("correction_detail", "GET"): OF_BOSTON,
    ("correction_photo", "GET"): OF_BOSTON,
    ("correction_decide", "POST"): BY_HQ,
    ("correction_take_back", "POST"): BY_BOSTON,
    ("exception_end", "POST"): BY_HQ,
}

# ---- an event of the Boston mission that was merged into another of it, or has an earlier version: (name, method) -> {who: status}

MERGE_PAGES = {
    ("duplicate_detail", "GET"): HQ_PAGE,
    ("duplicate_detail", "POST"): BY_HQ,
    ("merge_take_apart", "POST"): BY_HQ,
    ("event_as_merged", "GET"): OF_BOSTON,
    ("event_restore", "GET"): OF_BOSTON,
    ("event_restore", "POST"): BY_BOSTON,
}

# ---- a person of the Boston mission, and somebody invited to it: (name, method) -> {who: status}

PERSON_PAGES = {
    ("person_detail", "GET"): HQ_PAGE | {"Boston approver": 200},
    ("person_move", "GET"): ADMINISTRATORS,
    ("person_move", "POST"): ADMINISTRATORS_NOT_FILLED_IN,
    ("person_close", "POST"): BY_ADMINISTRATORS,
    ("person_reopen", "POST"): BY_ADMINISTRATORS,
    ("person_sign_out", "POST"): BY_ADMINISTRATORS,
    ("person_remove_factors", "POST"): BY_ADMINISTRATORS,
    ("person_reminders", "GET"): ADMINISTRATORS,
    ("draft_handover", "GET"): ADMINISTRATORS,
    ("draft_handover", "POST"): ADMINISTRATORS_NOT_FILLED_IN,
}
INVITATION_PAGES = {
    ("invitation_detail", "GET"): ADMINISTRATORS,
    ("invitation_resend", "POST"): BY_ADMINISTRATORS,
    ("invitation_revoke", "POST"): BY_ADMINISTRATORS,
    ("invitation_accept", "GET"): _all(410),  # with a made-up secret
    ("invitation_accept", "POST"): _all(410),
}

# ---- the admin: every address of it

ADMIN = _all(302, HQ_administrator=200)
