"""People, as HQ administrators keep them."""

from typing import Any

import allauth.account.admin  # noqa: F401 registers what is taken away below
from allauth.account.models import EmailAddress
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import BaseUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import MISSION_ROLES

admin.site.unregister(Group)  # the role alone decides what a person may do
admin.site.unregister(EmailAddress)  # follows the person's address


class RoleFitsMission(forms.ModelForm):
    """Says beside the field what the database would refuse."""

    acting: User | None = None

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        if User.objects.exclude(pk=self.instance.pk).filter(email__iexact=email).exists():
            raise forms.ValidationError(gettext("Somebody already has this e-mail address."), code="unique")
        return email

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        role, mission = self.cleaned_data.get("role"), self.cleaned_data.get("mission")
        if role and "mission" not in self.errors:
            if role in MISSION_ROLES and not mission:
                self.add_error("mission", gettext("This role needs a mission."))
            elif role not in MISSION_ROLES and mission:
                self.add_error("mission", gettext("HQ and other ministries have no mission. Leave this empty."))
        self._keep_own_access(role)
        return cleaned

    def _keep_own_access(self, role: str | None) -> None:
        if self.acting is None or self.instance.pk != self.acting.pk:
            return
        sentence = gettext("This is your own account. Ask another administrator to take your access away.")
        if role and role != self.acting.role:
            self.add_error("role", sentence)
        if not self.cleaned_data.get("is_active"):
            self.add_error("is_active", sentence)


class NewUserForm(RoleFitsMission, BaseUserCreationForm):
    class Meta:
        model = User
        fields = ("email", "name", "role", "mission", "language")


class UserForm(RoleFitsMission, UserChangeForm):
    class Meta:
        model = User
        fields = ("email", "name", "role", "mission", "language", "is_active", "password")


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    """Nobody is deleted: their name stands in the history. Closing an account is unticking “active”."""

    form = UserForm
    add_form = NewUserForm
    add_form_template = None
    list_display = ("email", "name", "role", "mission", "is_active", "is_sample", "last_login")
    list_filter = ("role", "mission", "is_active", "is_sample")
    list_select_related = ("mission",)
    search_fields = ("email", "name")
    ordering = ("email",)
    filter_horizontal = ()
    readonly_fields = ("last_login", "joined_at", "is_sample")
    fieldsets = (
        (None, {"fields": ("email", "name", "password")}),
        (_("Role"), {"fields": ("role", "mission", "is_active")}),
        (_("Settings"), {"fields": ("language",)}),
        (_("Dates"), {"fields": ("last_login", "joined_at", "is_sample")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "name", "role", "mission", "language", "password1", "password2")}),)

    def get_form(self, request, obj=None, change=False, **kwargs):  # noqa: FBT002 as Django declares it
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.acting = request.user
        return form

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    def save_model(self, request, obj, form, change) -> None:
        super().save_model(request, obj, form, change)
        EmailAddress.objects.filter(user=obj).exclude(email=obj.email).delete()  # or the old one would still sign in
