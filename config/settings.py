"""Django's settings, each value that differs between places taken from the environment."""

from pathlib import Path
from typing import Any

from config import logs
from config.env import (
    BASE,
    VAR,
    client_secrets,
    database,
    env,
    flag,
    key,
    number,
    redis_database,
    secret,
    server,
    words,
)

# --- The place -------------------------------------------------------------------------------------------
DEBUG = flag("DEBUG")
SECRET_KEY = secret("SECRET_KEY", debug=DEBUG)
FIELD_KEY = key(
    "FIELD_KEY", debug=DEBUG
)  # seals personal numbers at rest; apart from SECRET_KEY, so each can be renewed alone
FIELD_KEYS_BEFORE = (
    [key("FIELD_KEY_BEFORE", debug=DEBUG)] if env("FIELD_KEY_BEFORE", "") else []
)  # still opens what it sealed
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *words("ALLOWED_HOSTS")]
CSRF_TRUSTED_ORIGINS = words("CSRF_TRUSTED_ORIGINS")
VAR_DIR: Path = VAR
SCANNER = env("SCANNER", "")  # of malware in files handed in, as host:port; speaks as clamd does
ATTACHMENTS_DIR = Path(env("ATTACHMENTS_DIR", str(VAR / "attachments")))  # files handed in
SIGNING_KEYS = Path(env("SIGNING_KEYS", str(VAR / "keys") if DEBUG else None))  # private keys; never the database
SIGNING_DRAWS = DEBUG  # without a deployment, the first signature draws its own key
AUTHORITY = env("AUTHORITY", "CN")  # in whose name permits and lists are signed: CN or VN
IDENTITY_SECRETS = client_secrets("IDENTITY_SECRETS")  # of us as clients of identity providers; never the database
EVIDENCE_KEY = env("EVIDENCE_KEY", "")  # id of the key, among SIGNING_KEYS, that signs checkpoints
EVIDENCE_ORIGIN = env("EVIDENCE_ORIGIN", f"seasonal-permits/{AUTHORITY.lower()}/events")  # the log's name for witnesses
EVIDENCE_STOPS_AFTER = number("EVIDENCE_STOPS_AFTER", 4)  # hours without a checkpoint until no permit is issued
EVIDENCE_WARNS_AFTER = number(
    "EVIDENCE_WARNS_AFTER", 20
)  # minutes until operators are told of a missing seal or witness
EXPORT_ALONE_UP_TO = number("EXPORT_ALONE_UP_TO", 5_000)  # rows of a list that an office's member takes out alone
OPENINGS_AN_HOUR = number("OPENINGS_AN_HOUR", 50)  # persons' records that an office's member opens within an hour
WITNESSES = words("WITNESSES")  # who keeps checkpoints: file:/folder, https://address, email:address

# --- The parts -------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "core",
    "core.audit",
    "core.notices",
    "core.alerts",
    "core.jobs",
    "core.evidence",
    "scheme",
    "accounts",
    "attachments",
    "employers",
    "workers",
    "permits",
    "papers",
    "exchange",
    "rosters",
    "api",
    "portal",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_filters",
    "csp",
    "django_htmx",
]
MIDDLEWARE = [
    "config.metrics.Measured",
    "config.traces.Traced",
    "config.limits.BodyLimit",
    "config.walls.Strangers",
    "django.middleware.security.SecurityMiddleware",
    "config.transport.NoPlainPrograms",
    "api.hot_look.AtOnce",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.walls.ReadAtOnce",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portal.sessions.SessionActor",
    "portal.plans.PlannedAnew",
    "portal.kept.LogInFirst",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "portal.errors.Refusals",
    "portal.last_list.LastList",
    "config.reading_only.ReadingOnly",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.frame.frame",
            ]
        },
    }
]

# --- The database: one, by two log-ins; the application owns nothing ---------------------------------------
DATABASE_URL = server("DATABASE_URL", debug=DEBUG)
DATABASE_OWNER_URL = server("DATABASE_OWNER_URL", DATABASE_URL, debug=DEBUG)
# Who changes tables changes every row of them; nobody asks there (ADR 25).
_owner = database(DATABASE_OWNER_URL, lock_timeout="10s", **{"app.sees": "everything"})
_session = {
    "statement_timeout": env("STATEMENT_TIMEOUT", "30s"),
    "lock_timeout": env("LOCK_TIMEOUT", "10s"),
    "idle_in_transaction_session_timeout": "60s",  # a door that died holds no locks
    "client_connection_check_interval": "5s",  # a query ends when the one who asked is gone
    "random_page_cost": "1.1",  # no disk turns: a page further off costs hardly more than the next
    # It reads both sides from their beginning, however deep the page: with 1,200,000 persons a bureau's pages in the
    # middle of people and registrations take 110-150 ms of the database with it, 2-6 without; none is quicker with it.
    "enable_mergejoin": "off",
}
READ_ONLY = flag("READ_ONLY")  # everything is shown, nothing changes
if READ_ONLY:
    _session["default_transaction_read_only"] = "on"
# With one log-in only, the application puts its own role on at every connection.
APP_ROLE_BY_OPTION = DATABASE_OWNER_URL == DATABASE_URL
APP_ROLE: str = env("APP_ROLE", "scheme_app" if APP_ROLE_BY_OPTION else database(DATABASE_URL)["USER"])
if APP_ROLE_BY_OPTION:
    _session["role"] = APP_ROLE
DATABASES: dict[str, dict[str, Any]] = {
    "default": database(DATABASE_URL, **_session) | {"TEST": {"MIRROR": "owner"}},
    "owner": _owner | {"TEST": {"DEPENDENCIES": []}},
}
# What is asked a fifth time on a connection is kept there, parsed and planned: short acts spent most of it on that.
DATABASES["default"]["OPTIONS"] |= {"server_side_binding": True, "prepare_threshold": 5}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- The broker and the cache: one Redis, two numbered databases ------------------------------------------
REDIS_URL = server("REDIS_URL", debug=DEBUG)
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": redis_database(REDIS_URL, 1),
        "OPTIONS": {"pool_class": "config.cache.Pool"},  # no page waits for it
    }
}

# --- The clock: a tick may be lost or come twice, the work is rows in the database -------------------------
_VISIBILITY = 900  # seconds until an unacknowledged tick is given to another worker; over four times the limit
_TRANSPORT = {
    "visibility_timeout": _VISIBILITY,
    "unacked_restore_interval": 10,  # look for such ticks every ten seconds, and
    "unacked_restore_throttle": 1,  # at every look: otherwise a killed worker's tick waits for minutes
    "socket_timeout": 5,
    "socket_connect_timeout": 5,
}
CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_TRANSPORT_OPTIONS = _TRANSPORT
CELERY_RESULT_BACKEND_TRANSPORT_OPTIONS = _TRANSPORT
CELERY_VISIBILITY_TIMEOUT = _VISIBILITY
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a broker may be away for however long
CELERY_REDIS_SOCKET_TIMEOUT = CELERY_REDIS_SOCKET_CONNECT_TIMEOUT = 5
CELERY_TASK_ACKS_LATE = CELERY_TASK_REJECT_ON_WORKER_LOST = True  # twice is harmless, lost is late
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SOFT_TIME_LIMIT, CELERY_TASK_TIME_LIMIT = 180, 200
CELERY_TASK_SERIALIZER = CELERY_RESULT_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = CELERY_RESULT_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 210.0  # a little more than a task may take
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "beat-schedule")

# --- Time and languages ----------------------------------------------------------------------------------
USE_TZ = True
CELERY_TIMEZONE = TIME_ZONE = "Asia/Shanghai"
LANGUAGE_CODE = "en"  # where a catalogue has a gap, the reader meets English and not the other side's language
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文"), ("vi", "Tiếng Việt")]  # as `accounts.enums.Language`
LOCALE_PATHS = [BASE / "locale"]
FORMAT_MODULE_PATH = "config.formats"

# --- People and sessions ---------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.Member"
AUTHENTICATION_BACKENDS = ["accounts.services.authentication.MemberBackend"]
LOGIN_URL, LOGIN_REDIRECT_URL = "portal:login", "/"
CSRF_FAILURE_VIEW = "portal.errors.form_expired"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in {
        "UserAttributeSimilarityValidator": {},
        "MinimumLengthValidator": {"min_length": 12},
        "CommonPasswordValidator": {},
    }.items()
]
AUTH_PASSWORD_VALIDATORS += [{"NAME": "accounts.services.passwords.NotOfThisPlace"}]
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 60 * 60
SHOW_DEMO_CODES = DEBUG  # the codes of the demo's accounts, on a developer's own machine
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = not DEBUG
if not DEBUG:  # names that browsers take over TLS and for this very host only; others: `portal.cookies`
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME, LANGUAGE_COOKIE_NAME = "__Host-session", "__Host-csrf", "__Host-language"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"

# --- Letters: a channel's way out is a function; where none is named, the console (DEBUG) or the real one -----
NOTICE_ADAPTERS = {"webhook": "accounts.services.webhooks.deliver"} | dict(
    pair.split("=", 1) for pair in words("NOTICE_ADAPTERS")
)
NOTICE_FILE = env("NOTICE_FILE", str(VAR / "letters.jsonl"))
NOTICE_DOMAIN = env("NOTICE_DOMAIN", "localhost")  # in the ids of e-mails
SMS_GATEWAY_URL = env("SMS_GATEWAY_URL", "")
SMS_GATEWAY_SECRET = env("SMS_GATEWAY_SECRET", "")
EMAIL_HOST = env("EMAIL_HOST", "localhost")
EMAIL_PORT = number("EMAIL_PORT", 25)
EMAIL_HOST_USER = env("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = flag("EMAIL_USE_TLS", not DEBUG)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", f"no-reply@{NOTICE_DOMAIN}")

# --- What a browser may do, and how much it may send ------------------------------------------------------
SECURE_SSL_REDIRECT = flag("SSL_REDIRECT", not DEBUG)
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$", r"^api/"]  # of programs: `config.transport`
SECURE_HSTS_SECONDS = 0 if DEBUG else 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if flag("BEHIND_PROXY") else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "object-src": ["'none'"],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000  # any other body, in bytes
UPLOAD_MAX_SIZE = number("UPLOAD_MAX_SIZE", 12_000_000)  # a form with files, in bytes

# --- Static files ----------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [("vendor", BASE / "static" / "vendor")]
STATIC_ROOT = BASE / "static" / "collected"
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# --- The door for programs -------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "EXCEPTION_HANDLER": "api.errors.answer",
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "api.authentication.TokenAuthentication",
        "api.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["api.renderers.JSON"],
    "DEFAULT_PARSER_CLASSES": ["api.parsers.JSON"],
    "DEFAULT_SCHEMA_CLASS": "api.schema.Schema",
    "DEFAULT_THROTTLE_CLASSES": ["api.throttling.Burst"],
    "DEFAULT_THROTTLE_RATES": {
        "burst": env("API_RATE", "600/min"),
        "stranger": env("API_RATE_STRANGERS", "120/min"),
        "codes": env("API_RATE_CODES", "10/hour"),
        "sessions": env("API_RATE_SESSIONS", "30/hour"),
    },
    "NUM_PROXIES": number("PROXIES", 1 if flag("BEHIND_PROXY") else 0),
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Seasonal permits",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "POSTPROCESSING_HOOKS": [
        "api.proof.described",
        "api.checkpoints.described",
        "api.decisions.described",
    ],  # choices stay with their field: each noun has its own kinds
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "validatorUrl": None},  # else it asks a validator elsewhere
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}

# --- What is measured --------------------------------------------------------------------------------------
# Who brings it may read /metrics; without one nobody may.
METRICS_TOKEN = secret("METRICS_TOKEN", debug=DEBUG) if env("METRICS_TOKEN", "") else ""
METRICS_DIR = env("PROMETHEUS_MULTIPROC_DIR", "")  # where several processes write down what they measure
TRACES_ENDPOINT = env("OTEL_EXPORTER_OTLP_ENDPOINT", "")  # where spans are handed over; without one there are none

# --- Logs ------------------------------------------------------------------------------------------------
LOGGING_CONFIG = None
logs.configure(machine_readable=not DEBUG, level=env("LOG_LEVEL", "INFO"))
