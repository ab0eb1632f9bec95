from django.contrib.admin.apps import AdminConfig


class RegisterAdminConfig(AdminConfig):
    """The admin whose sign-in is the register's own."""

    default_site = "accounts.admin_site.RegisterAdminSite"
