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

CHANGING = """
    who               draft    submitted  confirmed  withdrawn
    anonymous         sign-in  sign-in    sign-in    sign-in
    Boston staff      200      200        200        404
    Boston approver   200      200        200        404
    Denver staff      404      404        404        404
    Denver approver   404      404        404        404
    HQ reviewer       200      200        200        404
    HQ administrator  200      200        200        404
    read-only         404      404        404        404
"""

EVENT_PAGES = {
    ("event_detail", "GET"): READING,
    ("photo", "GET"): READING,
    ("event_edit", "GET"): CHANGING,
}

# ---- no event: name -> {method: {who: status}}


def _all(status: int | str, **others: int | str) -> dict[str, int | str]:
    """The same for every role but those named, with _ for a space."""
    return {role: others.get(role.replace(" ", "_").replace("-", "_"), status) for role in ROLES}


SIGNED_IN = _all(200, anonymous="sign-in")
WRITERS = _all(200, anonymous="sign-in", read_only=404)

PAGES = {
    "home": {"GET": SIGNED_IN},
    "event_list": {"GET": SIGNED_IN},
    "event_create": {"GET": WRITERS},
    "report": {"GET": SIGNED_IN},
    "state_list": {"GET": SIGNED_IN},
    "state_detail": {"GET": SIGNED_IN},
    "set_language": {"GET": _all(405), "POST": _all(302)},
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

# ---- the admin: every address of it

ADMIN = _all(302, HQ_administrator=200)
