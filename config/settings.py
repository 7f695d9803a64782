"""Settings: one module, read once from the environment; docs/configuration.md explains each name."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from config import env
from config.embedded import layout
from tracker.clinical.facts import Region

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.read("DATA_DIR") or BASE_DIR / "data").resolve()
DEBUG = False

# "embedded": one machine, SQLite, a broker of our own; "server": PostgreSQL, Redis, real mail.
DATABASE_URL = env.read("DATABASE_URL") or f"sqlite://{quote(str(DATA_DIR / 'magwatch.sqlite3'))}"
EMBEDDED = DATABASE_URL.startswith("sqlite")

# Given, or made once and kept in DATA_DIR.
SECRET_KEY = env.read_secret_key("SECRET_KEY", data_dir=DATA_DIR)
SECRET_KEY_FALLBACKS = env.read_list("SECRET_KEY_FALLBACKS")

# Where people reach us. Links in messages start with it.
HOST = env.read("HOST") or "127.0.0.1"
PORT = env.read_int("PORT", default=8000, least=1, most=65535)
SITE_URL = env.read("SITE_URL") or env.site_url(HOST, PORT)
ALLOWED_HOSTS = env.read_list("ALLOWED_HOSTS") or env.allowed_hosts(HOST, SITE_URL)
SECURE = SITE_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    "config.apps.WiringConfig",
    "alerts.apps.AlertsConfig",
    "intake.apps.IntakeConfig",
    "tracker.apps.TrackerConfig",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "rest_framework",
    "drf_spectacular",
    "drf_standardized_errors",
    "allauth",
    "allauth.account",
    "allauth.headless",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.middleware.keep_nothing",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "tracker.context_processors.frame",
                "alerts.context_processors.alerts",
            ],
        },
    }
]

# --- Data -----------------------------------------------------------------------------------
DATABASES: dict[str, dict[str, Any]] = {"default": dict(env.database_from_url(DATABASE_URL))}
# A connection for each request costs three times the request itself; SQLite and PostgreSQL both keep theirs.
DATABASES["default"]["CONN_MAX_AGE"] = env.read_int("CONN_MAX_AGE", default=600, least=0, most=86_400)
# Limits on sign-in must count over all processes, and must go on when the broker is gone: the database keeps them.
CACHES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"

# --- People who sign in ---------------------------------------------------------------------
AUTH_USER_MODEL = "tracker.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "tracker.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[Magwatch] "
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SECURE else "http"
ALLAUTH_TRUSTED_PROXY_COUNT = env.read_int("TRUSTED_PROXIES", default=0, least=0, most=9)
ALLAUTH_TRUSTED_CLIENT_IP_HEADER = None
HEADLESS_CLIENTS = ("app", "browser")
HEADLESS_SERVE_SPECIFICATION = False

# --- Messages out ---------------------------------------------------------------------------
EMAIL_URL = env.read("EMAIL_URL")
MAIL_DIR = DATA_DIR / "mail"
if EMAIL_URL:
    globals().update(env.email_from_url(EMAIL_URL))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = MAIL_DIR
DEFAULT_FROM_EMAIL = env.read("FROM_EMAIL") or "Magwatch <magwatch@localhost>"
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# With real mail an address is confirmed before anything about a person goes to it.
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if EMAIL_URL else "optional"

# --- The queue: Celery is only the doorbell, the database is the queue of record ------------
REDIS_URL = env.read("REDIS_URL") or layout.broker_url(DATA_DIR)
# Limits on the API are counted at every request: a write to the database for each read would cost more than the read.
# A limit that cannot be counted refuses nobody (tracker/api/throttles.py), so that a slow broker is not waited for.
CACHES["limits"] = {
    "BACKEND": "django.core.cache.backends.redis.RedisCache",
    "LOCATION": env.redis_location(REDIS_URL),
    "KEY_PREFIX": "magwatch-limits",
    "OPTIONS": {"socket_timeout": 0.25, "socket_connect_timeout": 0.25},
}
# How old the end-to-end canary may be before the page says that protection is off.
PROTECTION_MAX_AGE_SECONDS = env.read_int("PROTECTION_MAX_AGE_SECONDS", default=30, least=10, most=600)
# How long a worker may hold a message before another one takes it over; a mail server that hangs gets less.
DELIVERY_LEASE_SECONDS = env.read_int("DELIVERY_LEASE_SECONDS", default=60, least=5, most=600)
EMAIL_TIMEOUT = min(10, DELIVERY_LEASE_SECONDS // 2)

# --- Web ------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = env.read("STATIC_ROOT") or BASE_DIR / "staticfiles"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF],
        "connect-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "config.views.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SECURE_SSL_REDIRECT = SECURE and env.read_bool("SSL_REDIRECT", default=True)
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
if env.read_bool("BEHIND_TLS_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^livez$", r"^metrics$"]

# --- API ------------------------------------------------------------------------------------
# 0 is no limit.
API_READS_PER_MINUTE = env.read_int("API_READS_PER_MINUTE", default=1200, least=0, most=1_000_000)
API_WRITES_PER_MINUTE = env.read_int("API_WRITES_PER_MINUTE", default=600, least=0, most=1_000_000)
API_ANONYMOUS_PER_MINUTE = env.read_int("API_ANONYMOUS_PER_MINUTE", default=120, least=0, most=1_000_000)
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "tracker.api.authentication.SessionTokenAuthentication",
        "tracker.api.authentication.BrowserSessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_THROTTLE_CLASSES": ["tracker.api.throttles.PerMinute"],
    "NUM_PROXIES": ALLAUTH_TRUSTED_PROXY_COUNT,
    "DEFAULT_PARSER_CLASSES": ["tracker.api.parsers.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PAGINATION_CLASS": "tracker.api.pagination.CursorPages",
    "DEFAULT_SCHEMA_CLASS": "tracker.api.schema.AutoSchema",
    "EXCEPTION_HANDLER": "tracker.api.problems.handle_exception",
    "COERCE_DECIMAL_TO_STRING": True,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Magwatch",
    "DESCRIPTION": "Magnesium intake with kidney-aware alerts.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "OAS_VERSION": "3.1.0",
    "ENUM_NAME_OVERRIDES": {
        "SymptomCodeEnum": "tracker.api.symptoms.CODES",
        "ConditionCodeEnum": "tracker.api.conditions.CODES",
        "MagnesiumUnitEnum": "tracker.models.MagnesiumUnit.values",
        "CreatinineUnitEnum": "tracker.models.CreatinineUnit.values",
        "SeverityEnum": "alerts.models.Severity.values",
        "BandEnum": "alerts.api.status.BANDS",
    },
}

# --- Language and time ----------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
USE_THOUSAND_SEPARATOR = True

# --- Whom to call, by region ----------------------------------------------------------------
DEFAULT_EMERGENCY_NUMBERS = {"US": "911", "UK": "999", "EU": "112", "JP": "119"}
EMERGENCY_NUMBERS = env.read_phones("EMERGENCY_NUMBERS", tuple(Region), default=DEFAULT_EMERGENCY_NUMBERS)
DEFAULT_POISON_CENTRE_NUMBERS = {"US": "1-800-222-1222", "UK": "111"}
POISON_CENTRE_NUMBERS = env.read_phones("POISON_CENTRE_NUMBERS", tuple(Region), default=DEFAULT_POISON_CENTRE_NUMBERS)

# --- The operator ---------------------------------------------------------------------------
# Demo people exist only on the embedded default.
DEMO = EMBEDDED and env.read_bool("DEMO", default=True)
DEMO_PASSWORD = env.read("DEMO_PASSWORD")
LOG_LEVEL = env.read_choice("LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR"), default="INFO")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    # A refused request is no fault of ours, and /healthz answers 503 on purpose; a crash is still logged as an error.
    "loggers": {"django.request": {"level": "ERROR", "filters": ["not_health"]}},
    "filters": {"not_health": {"()": "config.env.NotHealth"}},
}
