"""A new API token: what it is for, what it may, how long."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import ApiToken
from accounts.models.api_token import Scope, scopes_of
from regions.text import validate_text

DAYS = (30, 90, 365)


class TokenForm(forms.Form):
    name = forms.CharField(
        label=_("What it is for"),
        max_length=80,
        validators=[validate_text],
        help_text=_("For example: figures for the monthly workbook."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    scope = forms.ChoiceField(label=_("What it may do"), choices=Scope.choices)
    days = forms.TypedChoiceField(
        label=_("Expires after"),
        coerce=int,
        initial=90,
        choices=lambda: [(days, ngettext("%(days)d day", "%(days)d days", days) % {"days": days}) for days in DAYS],
    )

    def __init__(self, *args, user, **options) -> None:
        super().__init__(*args, use_required_attribute=False, **options)
        self.user = user
        self.fields["scope"].choices = [(scope.value, scope.label) for scope in scopes_of(user)]

    def save(self) -> tuple[ApiToken, str]:
        return ApiToken.make(by=self.user, **self.cleaned_data)
