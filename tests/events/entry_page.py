"""The event's page as a browser sees and sends it."""

from events.forms.rows import LISTS


def blank_lists() -> dict[str, str]:
    return {f"{name}-{key}": "0" for name in LISTS for key in ("TOTAL_FORMS", "INITIAL_FORMS")}


def shortest(**more) -> dict:
    """The shortest entry that can be submitted."""
    return {
        "title_en": "Japan Festival", "starts_on": "2026-05-01", "category": "festival", "format": "in_person",
        "state": "US-MA", "in_person_count": "about 500", "action": "save", **blank_lists(), **more,
    }  # fmt: skip


def sent_from(response, **changed) -> dict:
    """What a browser sends of the page in this response, with some fields changed by the person."""
    entry = response.context["entry"]
    sent = {"version": str(entry.version), "typed_by": response.context["typed_by"], "action": "save"}
    for name, rows in entry.lists.items():
        sent |= {f"{name}-TOTAL_FORMS": str(rows.total_form_count()), f"{name}-INITIAL_FORMS": "0"}
    forms = [entry.form, *entry.photos, *(form for rows in entry.lists.values() for form in rows)]
    for form in forms:
        for field in form:
            value = field.value()
            if value is True:
                sent[field.html_name] = "on"
            elif value not in (None, False, ""):
                sent[field.html_name] = value if isinstance(value, list) else str(value)
    return {**sent, **changed}


def errors_on(response) -> dict[str, str]:
    """Control's id (or '') -> its sentences, as the summary lists them."""
    found: dict[str, str] = {}
    for control, _label, sentence in response.context["entry"].all_errors():
        found[control] = f"{found[control]} {sentence}" if control in found else str(sentence)
    return found
