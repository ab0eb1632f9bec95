"""With which arguments the addresses of the permission table are asked, and what is sent to them."""

from uuid import UUID

ARGUMENTS = {
    "event_export": {"suffix": "csv"},
    "guide_of_role": {"role": "read_only"},
    "board_file": {"suffix": "csv"},
    "state_detail": {"code": "US-MA"},
    "unsaved_discard": {"key": UUID(int=1)},
    "dataset_file": {"name": "events", "suffix": "csv"},
    **{name: {"pk": 0} for name in ("calendar_feed_end", "token_end", "view_change", "view_delete", "series_detail")},
    **{name: {"token": "never-made"} for name in ("calendar_ics", "practices_atom")},
    **{name: {"position": 1} for name in ("trail_undo", "selection_done")},
    **{
        name: {"fiscal_year": 2016}
        for name in ("year_detail", "year_deadline", "year_close", "year_reopen", "exception_create", "return_year")
    },
    "return_export": {"fiscal_year": 2016, "suffix": "csv"},
    "return_deadline": {"fiscal_year": 2016, "number": 1},
    **{
        name: {"fiscal_year": 2016, "number": 1, "code": "BOS"}
        for name in ("return_detail", "return_sign", "return_excuse")
    },
    "return_excuse_many_end": {"batch": "00000000-0000-0000-0000-000000000000"},
    "suggest": {"kind": "city"},
    "openid_connect_login": {"provider_id": "ministry"},
    "openid_connect_callback": {"provider_id": "ministry"},
    "mfa_edit_webauthn": {"pk": 1},
    "mfa_remove_webauthn": {"pk": 1},
    "account_reset_password_from_key": {"uidb36": "1", "key": "bad-key"},
}
EDITION_ARGUMENTS = {
    "edition_file": ["ja", "json"], "edition_web": ["ja"], "edition_photo": ["0" * 64], "edition_short_page": [1], "draft_section": ["count"],
    "draft_picture": ["ja", 99], "draft_file": ["ja", "json"],
    "edition_trace_page": [1], "trace_events": ["overview/total"], "bridge_term_now": ["late"],
    "bridge_download_now": ["json"], "edition_bridge": [2], "bridge_term": [2, "late"], "bridge_download": [2, "json"],
}  # fmt: skip
SENT = {
    "return_sign": {"kind": "nil"}, "set_language": {"language": "ja"}, "event_return": {"reason": "x"}, "event_withdraw": {"reason": "x"},
    "event_ask_withdrawal": {"correction-reason": "x"},
    "event_ask_confirmation": {"correction-reason": "x"}, "event_ask_put_back": {"correction-reason": "x"},
    "practice_verb": {"verb": "nominate"}, "outcome_create": {"text_en": "x"},
    "event_comment": {"comment-text": "x"}, "review_event": {"verb": "return", "reason": "x", "version": "1"}, "correction_decide": {"decision": "decline", "answer": "x"},
}  # fmt: skip


WITHOUT_ARGUMENTS = ("view_opens", "selection", "set_language", "draft_create", "review_batch", "review_approval", "duplicate_search")  # fmt: skip
