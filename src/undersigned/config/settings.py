"""Django's settings, all derived from the instance; nothing here is for an organiser to edit."""

import os
import warnings
from email.utils import parseaddr
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from undersigned.config.instance import instance_of_environment
from undersigned.config.locks import address_of_server
from undersigned.config.mail_ways import bounce_mailbox, library_settings, mail_way
from undersigned.config.postgresql import django_database
from undersigned.config.sqlite import sqlite_database

INSTANCE = instance_of_environment()
INSTANCE_FOLDER = INSTANCE.folder
PUBLISHED_FOLDER = INSTANCE.published
STORAGE = INSTANCE.settings.storage
ORIGIN_HOST = INSTANCE.settings.host
SECOND_FACTOR_REQUIRED = INSTANCE.settings.second_factor

# `serve` names the address it listens on, since the port is only known then; commands beside it
# find that address in its lock.
SITE_URL = (
    INSTANCE.settings.url
    or os.environ.get("UNDERSIGNED_URL", "")
    or address_of_server(INSTANCE_FOLDER)
    or f"https://{ORIGIN_HOST or 'localhost'}"
)
SITE_HOST = urlsplit(SITE_URL).hostname or "localhost"

SECRET_KEY = INSTANCE.secret
DEBUG = False
# This machine's own names are always good: whoever asks by them is on it.
ALLOWED_HOSTS = sorted(
    {SITE_HOST, urlsplit(f"//{ORIGIN_HOST}").hostname or "localhost"}
    | {"127.0.0.1", "localhost", "[::1]"}
)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    # Before allauth, whose pages they replace.
    "undersigned.look",
    "undersigned.organisers",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "undersigned.audit",
    "undersigned.outbox",
    "undersigned.record",
    "undersigned.letters",
    "undersigned.signing",
    "undersigned.publishing",
    "undersigned.review",
    "undersigned.drafting",
    "undersigned.sample",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "undersigned.config.unready.Unready",
    "undersigned.config.bodies.only_utf8",
    "undersigned.config.bodies.only_forms",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "undersigned.config.urls"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {
    "default": (
        django_database(INSTANCE.settings.database)
        if INSTANCE.settings.database
        else sqlite_database(INSTANCE.database)
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# How often somebody tried to log in. One server counts in its memory, so that whoever floods the
# login writes nothing; several count together. Few entries would let a flood push out its own.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "organisers_attempts",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
    if INSTANCE.settings.database
    else {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

AUTH_USER_MODEL = "organisers.Organiser"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/desk/"
ACCOUNT_ADAPTER = "undersigned.organisers.accounts.Accounts"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "undersigned.organisers.password_links.PasswordLinks"  # noqa: S105 (a class)
# Anybody may type any address there; only an account's own gets mail.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_FORMS = {
    "login": "undersigned.organisers.forms.Login",
    "reset_password": "undersigned.organisers.forms.ForgottenPassword",
    "reset_password_from_key": "undersigned.organisers.forms.NewPassword",
    "change_password": "undersigned.organisers.forms.ChangedPassword",
    "reauthenticate": "undersigned.organisers.forms.PasswordAgain",
}
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/accounts/login/"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Undersigned"
# Nobody signs up here: whoever adds an account hands over its link, and the login notes its address
# as not verified. Without this nobody could set up the app, and the desk would stay closed.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_ADAPTER = "undersigned.organisers.accounts.SecondFactor"
MFA_FORMS = {
    "authenticate": "undersigned.organisers.forms.Code",
    "reauthenticate": "undersigned.organisers.forms.CodeAgain",
    "activate_totp": "undersigned.organisers.forms.FirstCode",
    "add_webauthn": "undersigned.organisers.forms.NewPasskey",
    "authenticate_webauthn": "undersigned.organisers.forms.GivenPasskey",
    "reauthenticate_webauthn": "undersigned.organisers.forms.GivenPasskeyAgain",
    "edit_webauthn": "undersigned.organisers.forms.NamedPasskey",
}

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = INSTANCE.folder / "static"

SECURE_CONTENT_TYPE_NOSNIFF = True
# same-origin, not no-referrer: with the latter browsers send `Origin: null` and no form is taken.
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SITE_URL.startswith("https://")
SESSION_COOKIE_AGE = 12 * 3600
SESSION_ENGINE = "undersigned.organisers.session_store"
# Browsers take a cookie of such a name from this very host alone, over TLS (RFC 6265bis, 4.1.3).
if SESSION_COOKIE_SECURE:
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
MESSAGE_STORAGE = "undersigned.look.messages.Messages"
# TLS ends at the web server in front, which says so. Browsers name the address that people use as
# the origin of a form; without these two every form would be refused there.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "undersigned.look.typed.form_refused"
# A letter with all its facts, written at the desk; a visitor's form is held to less by
# `config.bodies`.
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

MAIL_WAY = mail_way(INSTANCE.settings.mail)
DEFAULT_FROM_EMAIL = INSTANCE.settings.sender or f"sign@{ORIGIN_HOST.split(':')[0] or 'localhost'}"
MAIL_SENDER_ADDRESS = parseaddr(DEFAULT_FROM_EMAIL)[1]
EMAIL_BACKEND = MAIL_WAY.backend
EMAIL_HOST = MAIL_WAY.host
EMAIL_PORT = MAIL_WAY.port
EMAIL_HOST_USER = MAIL_WAY.user
EMAIL_HOST_PASSWORD = MAIL_WAY.password
EMAIL_USE_SSL = MAIL_WAY.scheme == "smtps"
EMAIL_USE_TLS = MAIL_WAY.scheme == "smtp+tls"
EMAIL_TIMEOUT = 60
ANYMAIL = library_settings(MAIL_WAY, INSTANCE.settings.mail_events_secret)
BOUNCE_MAILBOX = bounce_mailbox(INSTANCE.settings.mail_bounce_mailbox)
# The library has no account there to try itself on any more; the documentation says so.
warnings.filterwarnings("ignore", "django-anymail has dropped official support for SendGrid")

# No request line is ever logged: addresses of pages hold tokens, and who reads is private. Of a
# fault in a page the place in the code is told, and nothing of the request.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(levelname)s %(name)s: %(message)s"}},
    "filters": {"faults": {"()": "undersigned.config.faults.PlaceOfFault"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line"},
        "faults": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["faults"],
        },
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django.request": {"level": "ERROR", "handlers": ["faults"], "propagate": False},
        "django.security": {"level": "CRITICAL"},
        "undersigned": {"level": "INFO"},
    },
}
