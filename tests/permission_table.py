"""Who may do what at which address: the answer's HTTP status, cell by cell. tests/test_permissions.py tries each.

    sign-in   a redirect to the sign-in page, which leads back
    302       done, and on to the next page
    400…422   may do this, but what was sent, or the event's status, does not allow it
    404       for this person there is no such page
    410       a link that has been used up or never was

Addresses with an event: one column per status of an event of the Boston mission.
"""

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

STATUSES = ("draft", "submitted", "confirmed", "withdrawn")

# ---- one event: (name, method) -> table

READING = """
    who               draft    submitted  confirmed  withdrawn
    anonymous         sign-in  sign-in    sign-in    sign-in
    Boston staff      200      200        200        200
    Boston approver   200      200        200        200
    Denver staff      404      404        200        404
    Denver approver   404      404        200        404
    HQ reviewer       200      200        200        200
    HQ administrator  200      200        200        200
    read-only         404      404        200        404
"""

OPENING = """
    who               draft    submitted  confirmed  withdrawn
    anonymous         sign-in  sign-in    sign-in    sign-in
    Boston staff      200      200        200        302
    Boston approver   200      200        200        302
    Denver staff      404      404        404        404
    Denver approver   404      404        404        404
    HQ reviewer       200      200        200        302
    HQ administrator  200      200        200        302
    read-only         404      404        404        404
"""

SAVING = """
    who               draft    submitted  confirmed  withdrawn
    anonymous         sign-in  sign-in    sign-in    sign-in
    Boston staff      422      422        422        409
    Boston approver   422      422        422        409
    Denver staff      404      404        404        404
    Denver approver   404      404        404        404
    HQ reviewer       422      422        422        409
    HQ administrator  422      422        422        409
    read-only         404      404        404        404
"""

COPYING = """
    who               draft    submitted  confirmed  withdrawn
    anonymous         sign-in  sign-in    sign-in    sign-in
    Boston staff      200      200        200        200
    Boston approver   200      200        200        200
    Denver staff      404      404        404        404
    Denver approver   404      404        404        404
    HQ reviewer       200      200        200        200
    HQ administrator  200      200        200        200
    read-only         404      404        404        404
"""

NOT_FILLED_IN = """
    who               draft    submitted  confirmed  withdrawn
    anonymous         sign-in  sign-in    sign-in    sign-in
    Boston staff      422      422        422        422
    Boston approver   422      422        422        422
    Denver staff      404      404        404        404
    Denver approver   404      404        404        404
    HQ reviewer       422      422        422        422
    HQ administrator  422      422        422        422
    read-only         404      404        404        404
"""

SUBMITTING = """
    who               draft    submitted  confirmed  withdrawn
    anonymous         sign-in  sign-in    sign-in    sign-in
    Boston staff      302      409        409        409
    Boston approver   302      409        409        409
    Denver staff      404      404        404        404
    Denver approver   404      404        404        404
    HQ reviewer       302      409        409        409
    HQ administrator  302      409        409        409
    read-only         404      404        404        404
"""

CONFIRMING = """
    who               draft    submitted  confirmed  withdrawn
    anonymous         sign-in  sign-in    sign-in    sign-in
    Boston staff      404      404        404        404
    Boston approver   404      404        404        404
    Denver staff      404      404        404        404
    Denver approver   404      404        404        404
    HQ reviewer       409      302        409        409
    HQ administrator  409      302        409        409
    read-only         404      404        404        404
"""

ASKING_FOR_RETURN = """
    who               draft    submitted  confirmed  withdrawn
    anonymous         sign-in  sign-in    sign-in    sign-in
    Boston staff      404      404        404        404
    Boston approver   404      404        404        404
    Denver staff      404      404        404        404
    Denver approver   404      404        404        404
    HQ reviewer       200      200        200        200
    HQ administrator  200      200        200        200
    read-only         404      404        404        404
"""

RETURNING = """
    who               draft    submitted  confirmed  withdrawn
    anonymous         sign-in  sign-in    sign-in    sign-in
    Boston staff      404      404        404        404
    Boston approver   404      404        404        404
    Denver staff      404      404        404        404
    Denver approver   404      404        404        404
    HQ reviewer       409      302        302        409
    HQ administrator  409      302        302        409
    read-only         404      404        404        404
"""

WITHDRAWING = """
    who               draft    submitted  confirmed  withdrawn
    anonymous         sign-in  sign-in    sign-in    sign-in
    Boston staff      302      302        302        409
    Boston approver   302      302        302        409
    Denver staff      404      404        404        404
    Denver approver   404      404        404        404
    HQ reviewer       302      302        302        409
    HQ administrator  302      302        302        409
    read-only         404      404        404        404
"""

PUTTING_BACK = """
    who               draft    submitted  confirmed  withdrawn
    anonymous         sign-in  sign-in    sign-in    sign-in
    Boston staff      409      409        409        302
    Boston approver   409      409        409        302
    Denver staff      404      404        404        404
    Denver approver   404      404        404        404
    HQ reviewer       409      409        409        302
    HQ administrator  409      409        409        302
    read-only         404      404        404        404
"""

# ---- the same in a closed fiscal year: nothing is done, only asked for

REFUSED = """
    who               draft    submitted  confirmed  withdrawn
    anonymous         sign-in  sign-in    sign-in    sign-in
    Boston staff      409      409        409        409
    Boston approver   409      409        409        409
    Denver staff      404      404        404        404
    Denver approver   404      404        404        404
    HQ reviewer       409      409        409        409
    HQ administrator  409      409        409        409
    read-only         404      404        404        404
"""

REFUSED_TO_HQ = """
    who               draft    submitted  confirmed  withdrawn
    anonymous         sign-in  sign-in    sign-in    sign-in
    Boston staff      404      404        404        404
    Boston approver   404      404        404        404
    Denver staff      404      404        404        404
    Denver approver   404      404        404        404
    HQ reviewer       409      409        409        409
    HQ administrator  409      409        409        409
    read-only         404      404        404        404
"""

ASKED_IN_AN_OPEN_YEAR = """
    who               draft    submitted  confirmed  withdrawn
    anonymous         sign-in  sign-in    sign-in    sign-in
    Boston staff      302      302        302        302
    Boston approver   302      302        302        302
    Denver staff      404      404        404        404
    Denver approver   404      404        404        404
    HQ reviewer       302      302        302        302
    HQ administrator  302      302        302        302
    read-only         404      404        404        404
"""

ASKED_TO_WITHDRAW = """
    who               draft    submitted  confirmed  withdrawn
    anonymous         sign-in  sign-in    sign-in    sign-in
    Boston staff      302      302        302        409
    Boston approver   302      302        302        409
    Denver staff      404      404        404        404
    Denver approver   404      404        404        404
    HQ reviewer       302      302        302        409
    HQ administrator  302      302        302        409
    read-only         404      404        404        404
"""

EVENT_PAGES = {
    ("event_detail", "GET"): READING,
    ("photo", "GET"): READING,
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
}
ONLY_ASKED = ("event_ask_withdrawal",)
"""Answers 302 and leaves every event as it is."""

IN_A_CLOSED_YEAR = {
    **EVENT_PAGES,
    ("event_submit", "POST"): REFUSED,
    ("event_confirm", "POST"): REFUSED_TO_HQ,
    ("event_return", "POST"): REFUSED_TO_HQ,
    ("event_withdraw", "POST"): REFUSED,
    ("event_put_back", "POST"): REFUSED,
    ("event_ask_withdrawal", "GET"): COPYING,
    ("event_ask_withdrawal", "POST"): ASKED_TO_WITHDRAW,
}
"""What is opened is opened here too: the entry page then takes a correction request."""

POST_ONLY = (
    "correction_decide", "correction_take_back", "exception_end", "year_deadline",
    "event_submit", "event_confirm", "event_put_back", "set_language", "import_confirm", "import_undo", "import_delete",
)  # fmt: skip

# ---- no event: name -> {method: {who: status}}


def _all(status: int | str, **others: int | str) -> dict[str, int | str]:
    """The same for every role but those named, with _ for a space."""
    return {role: others.get(role.replace(" ", "_").replace("-", "_"), status) for role in ROLES}


SIGNED_IN = _all(200, anonymous="sign-in")
WRITERS = _all(200, anonymous="sign-in", read_only=404)

HQ_PAGE = _all(404, anonymous="sign-in", HQ_reviewer=200, HQ_administrator=200)
HQ_NOT_FILLED_IN = _all(404, anonymous="sign-in", HQ_reviewer=422, HQ_administrator=422)

PAGES = {
    "year_list": {"GET": HQ_PAGE, "POST": HQ_NOT_FILLED_IN},
    "year_detail": {"GET": HQ_PAGE},
    "year_deadline": {"POST": _all(404, anonymous="sign-in", HQ_reviewer=302, HQ_administrator=302)},
    "year_close": {"GET": HQ_PAGE, "POST": HQ_NOT_FILLED_IN},
    "year_reopen": {"GET": HQ_PAGE, "POST": HQ_NOT_FILLED_IN},
    "exception_create": {"GET": HQ_PAGE, "POST": HQ_NOT_FILLED_IN},
    "correction_list": {"GET": WRITERS},
    "home": {"GET": SIGNED_IN},
    "event_list": {"GET": SIGNED_IN},
    "event_create": {"GET": WRITERS, "POST": _all(422, anonymous="sign-in", read_only=404)},
    "event_export": {"GET": SIGNED_IN},
    "event_template": {"GET": WRITERS},
    "import_list": {"GET": WRITERS},
    "import_create": {"GET": WRITERS, "POST": _all(422, anonymous="sign-in", read_only=404)},
    "report": {"GET": SIGNED_IN},
    "report_workbook": {"GET": SIGNED_IN},
    "report_data": {"GET": SIGNED_IN},
    "state_list": {"GET": SIGNED_IN},
    "state_detail": {"GET": SIGNED_IN},
    "set_language": {"POST": _all(302)},
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
    ("correction_decide", "POST"): BY_HQ,
    ("correction_take_back", "POST"): BY_BOSTON,
    ("exception_end", "POST"): BY_HQ,
}

# ---- the admin: every address of it

ADMIN = _all(302, HQ_administrator=200)
