"""Sign-in, second factor, sessions and people; nobody makes an account for himself, so not all of allauth is here."""

from allauth.account import views as allauth
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount import views as social
from django.urls import path, re_path

from accounts.views import api_tokens, invitations, people, second_factor, sessions, sign_in, sign_on

urlpatterns = [
    path("accounts/login/", sign_in.SignIn.as_view(), name="account_login"),
    path("accounts/logout/", allauth.logout, name="account_logout"),
    path("accounts/inactive/", allauth.account_inactive, name="account_inactive"),
    path("accounts/reauthenticate/", second_factor.PasswordAgain.as_view(), name="account_reauthenticate"),
    path("accounts/password/change/", sign_in.ChangePassword.as_view(), name="account_change_password"),
    path("accounts/password/set/", sign_in.SetPassword.as_view(), name="account_set_password"),
    path("accounts/password/reset/", sign_in.AskForNewPassword.as_view(), name="account_reset_password"),
    path("accounts/password/reset/done/", allauth.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        sign_in.ChooseNewPassword.as_view(),
        name="account_reset_password_from_key",
    ),
    path(
        "accounts/password/reset/key/done/",
        allauth.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("accounts/sessions/", sessions.session_list, name="session_list"),
    path("accounts/tokens/", api_tokens.token_list, name="token_list"),
    path("accounts/tokens/<int:pk>/end/", api_tokens.token_end, name="token_end"),
    path("accounts/2fa/", second_factor.Overview.as_view(), name="mfa_index"),
    path("accounts/2fa/authenticate/", second_factor.EnterCode.as_view(), name="mfa_authenticate"),
    path("accounts/2fa/reauthenticate/", second_factor.CodeAgain.as_view(), name="mfa_reauthenticate"),
    path("accounts/2fa/app/", second_factor.ActivateApp.as_view(), name="mfa_activate_totp"),
    path("accounts/2fa/app/remove/", second_factor.DeactivateApp.as_view(), name="mfa_deactivate_totp"),
    path("accounts/2fa/codes/", second_factor.RecoveryCodes.as_view(), name="mfa_view_recovery_codes"),
    path("accounts/2fa/codes/new/", second_factor.NewRecoveryCodes.as_view(), name="mfa_generate_recovery_codes"),
    path(
        "accounts/2fa/codes/download/",
        second_factor.DownloadRecoveryCodes.as_view(),
        name="mfa_download_recovery_codes",
    ),
    path("accounts/2fa/passkeys/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("accounts/2fa/passkeys/add/", second_factor.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("accounts/2fa/passkeys/login/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("accounts/2fa/passkeys/again/", second_factor.PasskeyAgain.as_view(), name="mfa_reauthenticate_webauthn"),
    path("accounts/2fa/passkeys/<int:pk>/", second_factor.RenamePasskey.as_view(), name="mfa_edit_webauthn"),
    path("accounts/2fa/passkeys/<int:pk>/remove/", second_factor.RemovePasskey.as_view(), name="mfa_remove_webauthn"),
    path("accounts/sign-on/cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("accounts/sign-on/error/", social.login_error, name="socialaccount_login_error"),
    path("accounts/sign-on/<slug:provider_id>/", sign_on.start, name="openid_connect_login"),
    path("accounts/sign-on/<slug:provider_id>/callback/", sign_on.come_back, name="openid_connect_callback"),
    path("people/", people.people_list, name="people_list"),
    path("people/invite/", invitations.invitation_create, name="invitation_create"),
    path("people/<int:pk>/", people.person_detail, name="person_detail"),
    path("people/<int:pk>/posting/", people.person_move, name="person_move"),
    path("people/<int:pk>/close/", people.person_close, name="person_close"),
    path("people/<int:pk>/reopen/", people.person_reopen, name="person_reopen"),
    path("people/<int:pk>/sign-out/", people.person_sign_out, name="person_sign_out"),
    path("people/<int:pk>/second-factor/remove/", people.person_remove_factors, name="person_remove_factors"),
    path("invitations/<int:pk>/", invitations.invitation_detail, name="invitation_detail"),
    path("invitations/<int:pk>/send/", invitations.invitation_resend, name="invitation_resend"),
    path("invitations/<int:pk>/take-back/", invitations.invitation_revoke, name="invitation_revoke"),
    path("invitations/<int:pk>/<str:token>/", invitations.invitation_accept, name="invitation_accept"),
    path("language/", sign_in.set_language, name="set_language"),
]
