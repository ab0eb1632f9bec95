"""All settings. What varies between installations comes from the environment; docs/operate.md lists it."""

import os
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("VAR_DIR", BASE_DIR / "var"))


def _flag(name: str, *, default: bool) -> bool:
    value = os.environ.get(name, "").strip().lower()
    if value in ("1", "true", "yes", "on"):
        return True
    if value in ("0", "false", "no", "off"):
        return False
    if value:
        raise ImproperlyConfigured(f"{name} is {value!r}: write 1 or 0.")
    return default


def _words(name: str, default: str = "") -> list[str]:
    return [word for word in os.environ.get(name, default).replace(",", " ").split() if word]


DEBUG = _flag("DEBUG", default=False)

SECRET_KEY = os.environ.get("SECRET_KEY", "")
if not SECRET_KEY:
    if not DEBUG:
        raise ImproperlyConfigured(
            "SECRET_KEY is not set. Set it to a long random text that stays the same between starts "
            "(bin/serve makes one by itself), or set DEBUG=1 on a machine that only you can reach."
        )
    SECRET_KEY = "not-secret-and-only-for-debugging-on-ones-own-machine"  # noqa: S105 never used without DEBUG

SECRET_KEY_FALLBACKS = _words("SECRET_KEY_FALLBACKS")

ALLOWED_HOSTS = _words("ALLOWED_HOSTS", "127.0.0.1 localhost [::1]")
CSRF_TRUSTED_ORIGINS = _words("CSRF_TRUSTED_ORIGINS")

# HTTPS=0 is for a machine reached as http://127.0.0.1 alone.
HTTPS = _flag("HTTPS", default=not DEBUG)
SECURE_SSL_REDIRECT = HTTPS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
# A browser takes a __Host- cookie from this very host over HTTPS alone: no neighbouring site can plant one.
_HOST = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{_HOST}sessionid"
CSRF_COOKIE_NAME = f"{_HOST}csrftoken"
LANGUAGE_COOKIE_NAME = f"{_HOST}django_language"
SESSION_COOKIE_AGE = int(float(os.environ.get("SESSION_HOURS") or 12) * 3600)
SESSION_IDLE_SECONDS = int(float(os.environ.get("SESSION_IDLE_MINUTES") or 120) * 60)
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
if _flag("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    USE_X_FORWARDED_HOST = True
    ALLAUTH_TRUSTED_PROXY_COUNT = 1  # attempts are counted by the visitor's address, not the proxy's
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

INSTALLED_APPS = [
    "grassroots",
    "reports",
    "events",
    "accounts",
    "regions",
    "accounts.admin_config.RegisterAdminConfig",  # django.contrib.admin, behind our sign-in
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_filters",
    "django_htmx",
    "import_export",
    "rest_framework",
    "drf_spectacular",
    "simple_history",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "accounts.trail.sources.SourceMiddleware",
    "grassroots.operations.requests_seen.RequestsSeenMiddleware",
    "csp.middleware.CSPMiddleware",
    "grassroots.refused_methods.RefusedMethodsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "accounts.sessions.SessionLimitsMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.LanguageOfUserMiddleware",
    "accounts.middleware.TimeZoneOfMissionMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.second_factor.SecondFactorMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "events.middleware.ClosedYearMiddleware",
]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "object-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

ROOT_URLCONF = "grassroots.urls"
WSGI_APPLICATION = "grassroots.wsgi.application"
ASGI_APPLICATION = "grassroots.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "events.context_processors.sample_data",
                "grassroots.navigation.navigation",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS.append("django.forms")  # after ours, so that templates/django/forms/ wins

DATABASE_URL = os.environ.get("DATABASE_URL") or f"sqlite:///{VAR_DIR / 'register.sqlite3'}"
DATABASES = {"default": dj_database_url.parse(DATABASE_URL)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Six writing processes: 0 of 900 writes failed with these settings, 152 with Django's defaults.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# Heavy reads go to a streaming replica, where there is one (accounts/replica.py).
if REPLICA_DATABASE_URL := os.environ.get("REPLICA_DATABASE_URL", ""):
    DATABASES["replica"] = {**dj_database_url.parse(REPLICA_DATABASE_URL), "TEST": {"MIRROR": "default"}}
    DATABASES["replica"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, "OPTIONS": {"connect_timeout": 2}}
    DATABASE_ROUTERS = ["accounts.replica.Router"]
REPLICA_MOST_LAG_SECONDS = float(os.environ.get("REPLICA_MOST_LAG_SECONDS") or 10)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Sign-in attempts are counted here, so that all processes see one count.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "django_cache"}}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["accounts.hashers.Argon2"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.passwords.OwnWordsValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # the register writes to its own people only
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_FORMS = {
    "login": "accounts.forms.sign_in.SignInForm",
    "change_password": "accounts.forms.sign_in.ChangePasswordForm",
    "set_password": "accounts.forms.sign_in.SetPasswordForm",
    "reset_password": "accounts.forms.sign_in.AskForNewPasswordForm",
    "reset_password_from_key": "accounts.forms.sign_in.ChooseNewPasswordForm",
    "reauthenticate": "accounts.forms.second_factor.PasswordAgainForm",
}
INVITATION_DAYS = int(os.environ.get("INVITATION_DAYS") or 7)
# An office's people share one address on the network, so that limit is wide; the one by person is allauth's, 5 in 5 minutes.
ACCOUNT_RATE_LIMITS = {"login": "120/m/ip", "login_failed": "60/m/ip,5/300s/key", "invitation": "30/m/ip"}
# What costs much work, by person: files handed out, workbooks taken in, what is asked while one types.
ACCOUNT_RATE_LIMITS |= {
    "file": "120/10m/user",
    "workbook": "30/10m/user",
    "check": "400/10m/user",
    "suggest": "1500/10m/user",
}

# Second factor: an authenticator app or passkeys, with recovery codes; required of HQ where this says so.
MFA_REQUIRED_FOR_HQ = _flag("MFA_REQUIRED_FOR_HQ", default=HTTPS)
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "preferred"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_ALLOW_UNVERIFIED_EMAIL = True  # every address was invited by headquarters
MFA_ADAPTER = "accounts.second_factor.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "accounts.forms.second_factor.CodeForm",
    "reauthenticate": "accounts.forms.second_factor.CodeAgainForm",
    "activate_totp": "accounts.forms.second_factor.ActivateAppForm",
    "add_webauthn": "accounts.forms.second_factor.AddPasskeyForm",
    "edit_webauthn": "accounts.forms.second_factor.RenamePasskeyForm",
}

# Sign-on by the ministry's own identity provider, where OIDC_SERVER_URL names one.
SOCIALACCOUNT_ADAPTER = "accounts.sign_on.SignOnAdapter"
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False  # whom an address belongs to is decided in accounts/sign_on.py
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10
OIDC_SERVER_URL = os.environ.get("OIDC_SERVER_URL", "")
SOCIALACCOUNT_PROVIDERS: dict = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": []}}
if OIDC_SERVER_URL:
    SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"].append(
        {
            "provider_id": "ministry",
            "name": os.environ.get("OIDC_NAME") or "OpenID Connect",
            "client_id": os.environ.get("OIDC_CLIENT_ID", ""),
            "secret": os.environ.get("OIDC_CLIENT_SECRET", ""),
            "settings": {"server_url": OIDC_SERVER_URL},
        }
    )
    # A browser also applies form-action to where our answer to the form leads: to the provider's sign-in page.
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"] += _words("OIDC_SIGN_IN_ORIGIN") or [
        "{0.scheme}://{0.netloc}".format(urlsplit(OIDC_SERVER_URL))
    ]

# Mail goes to the server that EMAIL_HOST names; without one it is printed to the log.
EMAIL_HOST = os.environ.get("EMAIL_HOST", "")
EMAIL_BACKEND = os.environ.get("EMAIL_BACKEND") or (
    f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"
)
EMAIL_USE_SSL = _flag("EMAIL_USE_SSL", default=False)
EMAIL_USE_TLS = _flag("EMAIL_USE_TLS", default=bool(EMAIL_HOST) and not EMAIL_USE_SSL)
EMAIL_PORT = int(os.environ.get("EMAIL_PORT") or (465 if EMAIL_USE_SSL else 587 if EMAIL_USE_TLS else 25))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_TIMEOUT = int(os.environ.get("EMAIL_TIMEOUT") or 20)
if EMAIL_USE_SSL and EMAIL_USE_TLS:
    raise ImproperlyConfigured("EMAIL_USE_SSL and EMAIL_USE_TLS are both on: choose one.")
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "register@example.org")

# A quarter's return is due so many days after the quarter's end, unless headquarters sets a day of its own.
QUARTER_RETURN_DAYS = int(os.environ.get("QUARTER_RETURN_DAYS") or 30)

# The API (accounts/api): how often one token may ask, and what the framework has to know before its views.
API_RATE = os.environ.get("API_RATE") or "600/min"
REST_FRAMEWORK = {
    "EXCEPTION_HANDLER": "accounts.api.problems.handle",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "URL_FORMAT_OVERRIDE": None,
}

SPECTACULAR_SETTINGS: dict[str, object] = {
    "TITLE": "Grassroots register / グラスルーツ登録簿",
    "DESCRIPTION": "null is not known or not given, 0 is zero. / nullは不明又は該当なし、0は零です。",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "COMPONENT_SPLIT_REQUEST": False,
    "SORT_OPERATIONS": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENABLE_DJANGO_DEPLOY_CHECK": False,  # tests hold the API's document
}

# Printed at the foot of issued documents: https://register.example.go.jp leads to …/e/3/1. Empty: no address is printed.
PUBLIC_ADDRESS = os.environ.get("PUBLIC_ADDRESS", "")

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", _("Japanese")), ("en", _("English"))]
# The country: its places, words and map (docs/pack.md). The tree itself is the data pack of the United States.
DATA_PACK = Path(os.environ.get("DATA_PACK") or BASE_DIR)
LOCALE_PATHS = [BASE_DIR / "locale"] if DATA_PACK == BASE_DIR else [DATA_PACK / "locale", BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Tokyo"
USE_THOUSAND_SEPARATOR = True
NUMBER_GROUPING = 3  # Japanese has none of its own in Django

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(os.environ.get("STATIC_ROOT", VAR_DIR / "static"))
MEDIA_ROOT = Path(os.environ.get("MEDIA_ROOT", VAR_DIR / "media"))
ACCEL_REDIRECT = os.environ.get("ACCEL_REDIRECT", "")  # nginx's internal address of MEDIA_ROOT; empty: we send photos
KEEP_UPLOADS_DAYS = int(os.environ.get("KEEP_UPLOADS_DAYS", "730"))  # 0 keeps uploaded workbooks for ever
STORAGES = {
    "default": {"BACKEND": "events.whole_files.WholeFileStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# A text of 10 MB reaches the form, whose answer stands beside the field.
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024

IMPORT_EXPORT_TMP_STORAGE_CLASS = "import_export.tmp_storages.CacheStorage"  # all processes see the upload

SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True

# Whoever watches over the site: /healthz and /readyz answer without HTTPS as well, /metrics to who has the token.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^api/v1/"]  # the API refuses what is sent in the clear
METRICS_TOKEN = os.environ.get("METRICS_TOKEN", "")
SLOW_QUERY_MS = int(os.environ.get("SLOW_QUERY_MS") or 500)
ADMINS = [(address, address) for address in _words("ADMINS")]
EMAIL_SUBJECT_PREFIX = "[register] "
SERVER_EMAIL = DEFAULT_FROM_EMAIL

LOG_FORMAT = os.environ.get("LOG_FORMAT") or "line"
if LOG_FORMAT not in ("line", "json"):
    raise ImproperlyConfigured(f"LOG_FORMAT is {LOG_FORMAT!r}: write line or json.")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "grassroots.log_lines.RequestId"}},
    "formatters": {
        "line": {
            "()": "grassroots.log_lines.LineFormatter",
            "format": "{asctime} {levelname} {name} {request_id} {person} {message}",
            "style": "{",
        },
        "json": {"()": "grassroots.log_lines.JsonFormatter"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT, "filters": ["request_id"]},
        "mail": {"()": "grassroots.operations.error_mail.ErrorMailHandler"},
    },
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "WARNING")},
    "loggers": {
        "django.request": {"handlers": ["mail"] if ADMINS else []},
        "register.requests": {"level": "INFO" if _flag("REQUEST_LOG", default=False) else "WARNING"},
    },
}
