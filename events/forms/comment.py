"""Writing a comment on an event."""

from django import forms
from django.utils.translation import gettext_lazy as _

from events.forms.fields import ProseField


class CommentForm(forms.Form):
    prefix = "comment"

    text = ProseField(
        label=_("Comment"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only this event’s mission and headquarters read it. @HQ, @approver or the mission’s code, such as @BOS, says whom it is for."),
        error_messages={"required": _("Write a comment first.")},
    )  # fmt: skip

    def __init__(self, *args, **options):
        options.setdefault("use_required_attribute", False)
        super().__init__(*args, **options)
