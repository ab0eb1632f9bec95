"""Who may do what with a draft edition and an issued one; read like tests/permission_table.py."""

from tests.permission_table import BY_HQ, HQ_NOT_FILLED_IN, HQ_PAGE, SIGNED_IN

LED_ON = {who: 302 if status == 200 else status for who, status in SIGNED_IN.items()}
NO_PAGE = {who: 404 if status == 200 else status for who, status in SIGNED_IN.items()}

EDITION_PAGES = {
    ("edition_detail", "GET"): SIGNED_IN,
    ("edition_file", "GET"): SIGNED_IN,
    ("edition_web", "GET"): SIGNED_IN,
    ("edition_photo", "GET"): NO_PAGE,
    ("edition_short", "GET"): LED_ON,
    ("edition_short_page", "GET"): LED_ON,
    ("edition_trace", "GET"): SIGNED_IN,
    ("edition_trace_page", "GET"): SIGNED_IN,
    ("trace_events", "GET"): SIGNED_IN,
    ("edition_bridge_now", "GET"): HQ_PAGE,
    ("bridge_term_now", "GET"): HQ_PAGE,
    ("bridge_download_now", "GET"): HQ_PAGE,
    ("edition_bridge", "GET"): SIGNED_IN,
    ("bridge_term", "GET"): SIGNED_IN,
    ("bridge_download", "GET"): SIGNED_IN,
    ("edition_withdraw", "GET"): HQ_PAGE,
    ("edition_withdraw", "POST"): BY_HQ,
    ("draft_detail", "GET"): HQ_PAGE,
    ("draft_section", "GET"): HQ_PAGE,
    ("draft_section", "POST"): HQ_NOT_FILLED_IN,
    ("draft_preview", "GET"): HQ_PAGE,
    ("draft_picture", "GET"): NO_PAGE,
    ("draft_file", "GET"): HQ_PAGE,
    ("draft_issue", "GET"): HQ_PAGE,
    ("draft_issue", "POST"): HQ_NOT_FILLED_IN,
    ("draft_set_aside", "POST"): BY_HQ,
    ("draft_take_up", "POST"): BY_HQ,
}
"""Drafts are headquarters' alone. The picture is one beyond the last page, the photo one that the edition does not print."""
