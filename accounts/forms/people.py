"""Who a person is: invited, moved, renamed. What a role needs is said beside the field."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import SetPasswordMixin
from django.contrib.auth.password_validation import password_validators_help_text_html
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import Invitation, User
from accounts.roles import MISSION_ROLES, Role
from regions.models import Mission
from regions.text import validate_text


class RoleForm(forms.ModelForm):
    """A role and what goes with it: a mission for a mission's people, perhaps a ministry's name for readers."""

    def __init__(self, *args, **options):
        super().__init__(*args, use_required_attribute=False, **options)
        self.fields["name"].required = True
        self.fields["mission"].queryset = Mission.objects.all()
        self.fields["mission"].label_from_instance = lambda mission: mission.short_name
        self.fields["mission"].help_text = _("For mission staff and approvers only.")
        self.fields["office"].help_text = _("For people of other ministries: shown in the place of a mission.")
        for name in ("name", "office"):
            self.fields[name].validators.append(validate_text)

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        role, mission = self.cleaned_data.get("role"), self.cleaned_data.get("mission")
        if role and "mission" not in self.errors:
            if role in MISSION_ROLES and not mission:
                self.add_error("mission", _now("This role needs a mission."))
            elif role not in MISSION_ROLES and mission:
                self.add_error("mission", _now("HQ and other ministries have no mission. Leave this empty."))
        if role and role != Role.READ_ONLY and self.cleaned_data.get("office"):
            self.add_error("office", _now("Only people of other ministries have this. Leave it empty."))
        return cleaned


class InvitationForm(RoleForm):
    class Meta:
        model = Invitation
        fields = ("email", "name", "role", "mission", "office", "language")

    def save(self, *, by: User) -> Invitation:
        self.instance.send(by=by)
        return self.instance


class MoveForm(RoleForm):
    """Name, role, mission and office from now on. The person himself changes only in the verb."""

    reason = forms.CharField(label=_("Reason"), max_length=300, required=False, validators=[validate_text])

    class Meta:
        model = User
        fields = ("email", "name", "role", "mission", "office")

    def _post_clean(self) -> None:
        """Nothing is written onto the person here: `move` compares with what he is."""

    def save(self, *, by: User) -> bool:
        said = self.cleaned_data
        return self.instance.move(
            by=by, email=said["email"], name=said["name"], role=said["role"], mission=said["mission"], office=said["office"],
            because=said["reason"],
        )  # fmt: skip


class AcceptForm(SetPasswordMixin, forms.Form):
    """The invited person's own name and password."""

    needs_everything = True

    name = forms.CharField(label=_("Full name"), max_length=80, validators=[validate_text])
    password1, password2 = SetPasswordMixin.create_password_fields(label1=_("Password"), label2=_("Password (again)"))

    def __init__(self, *args, invitation: Invitation, **options):
        super().__init__(*args, initial={"name": invitation.name}, use_required_attribute=False, **options)
        self.invitation = invitation
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["password1"].help_text = password_validators_help_text_html()
        self.fields["password2"].help_text = ""

    def clean(self) -> dict[str, Any] | None:
        self.validate_passwords()
        person = User(email=self.invitation.email, name=self.cleaned_data.get("name", ""))
        self.validate_password_for_user(person)
        return super().clean()

    def save(self) -> User:
        return self.invitation.accept(name=self.cleaned_data["name"], password=self.cleaned_data["password1"])


def put_errors(form: forms.BaseForm, error: ValidationError) -> None:
    """What a verb refuses, beside the field where it names one."""
    named = error.error_dict if hasattr(error, "error_dict") else {None: error.error_list}
    for field, errors in named.items():
        sentences = [str(each) for one in errors for each in one.messages]
        form.add_error(field if field in form.fields else None, sentences)
