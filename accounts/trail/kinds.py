"""What a record of the trail can be about, and what that is called."""

from django.utils.translation import gettext_lazy as _

CHANGE, PEOPLE, FOUND = "change", "people", "found"

KINDS = {
    CHANGE: _("Change"),
    PEOPLE: _("People and roles"),
    "sign_in": _("Sign-in"),
    "sign_in_failed": _("Sign-in failed"),
    "sign_out": _("Sign-out"),
    "password": _("Password changed"),
    "second_factor": _("Second factor"),
    "session": _("Sessions ended"),
    "invitation": _("Invitation"),
    "handover": _("Drafts handed over"),
    "download": _("Download"),
    "edition": _("Edition"),
    "reminder": _("Reminder"),
    "calendar": _("Calendar address"),
    "api_token": _("API token"),
    FOUND: _("As found when the trail began"),
}
