"""The admin, for HQ administrators, behind the register's own sign-in."""

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class RegisterAdminSite(AdminSite):
    site_header = _("Administration of the register")
    site_title = _("Administration")
    index_title = _("Reference data and people")

    def login(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """The register's sign-in, which counts attempts; the admin's own does not. 403 for others signed in."""
        if self.has_permission(request):
            return redirect("admin:index")
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"), settings.LOGIN_URL)
