"""Sign-in and password; nobody makes an account for himself, so allauth's other pages are not reachable."""

from allauth.account import views as allauth
from django.urls import path, re_path

from accounts import views

urlpatterns = [
    path("accounts/login/", views.SignIn.as_view(), name="account_login"),
    path("accounts/logout/", allauth.logout, name="account_logout"),
    path("accounts/inactive/", allauth.account_inactive, name="account_inactive"),
    path("accounts/password/change/", views.ChangePassword.as_view(), name="account_change_password"),
    path("accounts/password/set/", views.SetPassword.as_view(), name="account_set_password"),
    path("accounts/password/reset/", views.AskForNewPassword.as_view(), name="account_reset_password"),
    path("accounts/password/reset/done/", allauth.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.ChooseNewPassword.as_view(),
        name="account_reset_password_from_key",
    ),
    path(
        "accounts/password/reset/key/done/",
        allauth.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("language/", views.set_language, name="set_language"),
]
