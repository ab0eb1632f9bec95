"""People, to be looked at only: /people/ is where they are invited, moved and closed, by rules and with a record."""

import allauth.account.admin
import allauth.mfa.admin
import allauth.socialaccount.admin
import allauth.usersessions.admin  # noqa: F401 as above
import django.contrib.auth.admin  # noqa: F401 as above
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.models import Group

from accounts.models import User

admin.site.unregister(Group)  # the role alone decides what a person may do
admin.site.unregister(EmailAddress)  # follows the person's address
for _model in (Authenticator, SocialAccount, SocialApp, SocialToken, UserSession):
    admin.site.unregister(_model)  # keys and sessions are nobody's to read or write


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    list_display = ("email", "name", "role", "mission", "is_active", "is_sample", "last_login")
    list_filter = ("role", "mission", "is_active", "is_sample")
    list_select_related = ("mission",)
    search_fields = ("email", "name")
    ordering = ("email",)
    fields = (
        "email", "name", "role", "mission", "office", "language", "is_active", "last_login", "joined_at", "is_sample",
    )  # fmt: skip

    def view_on_site(self, person: User) -> str:
        return person.get_absolute_url()

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False
