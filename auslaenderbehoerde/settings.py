"""Settings of the portal. Every value of an installation comes through `env.py`.

`MODE` is `production`, `local` (`make up`) or `test`; `checks.py` refuses an unsafe
production start with one sentence for each thing that is missing.
"""

from pathlib import Path

from csp.constants import NONE, SELF

from auslaenderbehoerde import env
from auslaenderbehoerde.logs import logging_settings

BASE_DIR = env.BASE_DIR

MODE = env.read("MODE", "local", env.choice("production", "local", "test"), "Betriebsart")
DATA_DIR = env.read("DATA_DIR", BASE_DIR / "var", Path, "Ordner für Dateien dieser Installation")
PRODUCTION = MODE == "production"
DEBUG = False if PRODUCTION else env.read("DEBUG", "0", env.flag, "Fehlerseiten mit Quelltext, nie im Betrieb")

# Keys. LINK_KEY signs the links in mails and on tickets, FILE_KEY seals documents and numbers of papers;
# neither ever lies in the database.
SECRET_KEY = env.read("SECRET_KEY", "" if PRODUCTION else "local-only", str, "Schlüssel für Sitzungen und Formulare")
FILE_KEY = env.read(
    "FILE_KEY",
    "" if PRODUCTION else "local-only-files",
    str,
    "Hauptschlüssel der Schriftstücke; beim Wechsel: neuer, Komma, alter",
)
LINK_KEY = env.read("LINK_KEY", "" if PRODUCTION else "local-only-links", str, "Schlüssel für Links in Mails")

# Addresses
PUBLIC_URL = env.read("PUBLIC_URL", "http://127.0.0.1:8000", str, "Adresse des Portals, wie sie in Mails steht").rstrip(
    "/"
)
ALLOWED_HOSTS = env.read(
    "ALLOWED_HOSTS", "" if PRODUCTION else "*", env.words, "Namen, unter denen das Portal antwortet"
)
TRUSTED_PROXIES = env.read("TRUSTED_PROXIES", "", env.words, "Netze der vorgeschalteten TLS-Server (CIDR)")
METRICS_NETWORKS = env.read(
    "METRICS_NETWORKS", "127.0.0.0/8,::1/128", env.words, "Netze, die /metrics lesen dürfen (CIDR)"
)
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

# Applications
INSTALLED_APPS = [
    "modeltranslation",
    "auslaenderbehoerde.design",
    "auslaenderbehoerde.accounts",
    "auslaenderbehoerde.authority",
    "auslaenderbehoerde.catalogue",
    "eakte",
    "applications",
    "appointments",
    "notifications",
    "auslaenderbehoerde.portal",
    "auslaenderbehoerde.local",
    "auslaenderbehoerde.apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.humanize",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "crispy_forms",
    "django_countries",
    "csp",
    "django_celery_beat",
    "django_htmx",
    "pghistory",
    "pgtrigger",
]

MIDDLEWARE = [
    "auslaenderbehoerde.middleware.TrustedProxies",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "auslaenderbehoerde.logs.RequestLog",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "auslaenderbehoerde.middleware.GermanForStaff",
    "auslaenderbehoerde.middleware.KeptNowhere",
    "auslaenderbehoerde.middleware.Utf8Forms",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "auslaenderbehoerde.accounts.middleware.SecondFactor",
    "auslaenderbehoerde.accounts.idle.IdleLock",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "auslaenderbehoerde.logs.HistoryContext",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "auslaenderbehoerde.urls"
WSGI_APPLICATION = "auslaenderbehoerde.wsgi.application"
PGHISTORY_APPEND_ONLY = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "kern"

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
                "auslaenderbehoerde.portal.context.frame",
            ],
            "builtins": ["django.templatetags.i18n", "auslaenderbehoerde.design.templatetags.kern"],
        },
    }
]

# PostgreSQL is the only database. The pool belongs to a web process; worker and beat run without.
DATABASES = {
    "default": env.read("DATABASE_URL", "", env.database, "postgresql://name:passwort@host:port/datenbank")
    | {"CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": False, "OPTIONS": {}}
}
DATABASE_POOL = env.read("DATABASE_POOL", "0", int, "Verbindungen je Webprozess, 0 = ohne Vorrat")
if DATABASE_POOL:
    DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 1, "max_size": DATABASE_POOL, "timeout": 10}

# Redis protocol: broker, cache, counters of the limits. Nothing of record lives there.
REDIS_URL = env.read("REDIS_URL", "", str, "redis://:passwort@host:port (ohne Datenbanknummer)").rstrip("/")
REDIS_TIMEOUT = {"socket_connect_timeout": 0.3, "socket_timeout": 1.0}
CACHES = {
    "default": {
        "BACKEND": "auslaenderbehoerde.cache.PortalCache",
        "LOCATION": f"{REDIS_URL}/1",
        "OPTIONS": {"socket_connect_timeout": 0.3, "socket_timeout": 0.3},
    }
}
CELERY_BROKER_URL = f"{REDIS_URL}/0"
CELERY_BROKER_TRANSPORT_OPTIONS = REDIS_TIMEOUT | {"max_retries": 0}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_MAX_TASKS_PER_CHILD = 1000
CELERY_TIMEZONE = "Europe/Berlin"
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"

# Languages. German is written in the code; content of the office has one column per language.
LANGUAGE_CODE = "de"
LANGUAGES = [
    ("de", "Deutsch"),
    ("en", "English"),
    ("ru", "Русский"),
    ("sr-latn", "Srpski"),
    ("tr", "Türkçe"),
    ("uk", "Українська"),
    ("ar", "العربية"),
]
LOCALE_PATHS = [BASE_DIR / "locale"]
MODELTRANSLATION_DEFAULT_LANGUAGE = "de"
MODELTRANSLATION_LANGUAGES = tuple(code for code, _name in LANGUAGES)
MODELTRANSLATION_FALLBACK_LANGUAGES = ("de",)
TIME_ZONE = "Europe/Berlin"
USE_TZ = True

# Files
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "build" / "static"]
MEDIA_ROOT = DATA_DIR / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if MODE == "test"
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = MODE == "test"
FILE_UPLOAD_PERMISSIONS = 0o600
CLAMD = env.read("CLAMD", "", str, "Virenscanner: host:port oder Pfad des Sockets; leer: ohne Prüfung")
SCAN_FOLDER = env.read("SCAN_FOLDER", "", str, "Ordner, in den Scanner ablegen; leer: keiner")

# Mail goes through the outbox of `notifications`; EMAIL_URL is the office's SMTP server.
EMAIL_URL = env.read("EMAIL_URL", "", str, "smtp+tls://name:passwort@host:port; leer: nur Dateien (lokal)")
vars().update(env.email(EMAIL_URL))
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.read("EMAIL_FROM", "portal@localhost", str, "Absenderadresse")

# Staff accounts
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
REQUIRE_MFA = PRODUCTION or env.read(
    "REQUIRE_MFA", "0", env.flag, "zweiter Faktor auch lokal verlangt; im Betrieb immer"
)
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/verwaltung/"
ACCOUNT_ADAPTER = "auslaenderbehoerde.accounts.adapter.StaffAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if PUBLIC_URL.startswith("https") else "http"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "auslaenderbehoerde.accounts.adapter.counted_name"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "auslaenderbehoerde.portal.errors.locked_out"
AXES_IPWARE_META_PRECEDENCE_ORDER = ["REMOTE_ADDR"]
AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True

# Security. OWASP ASVS 5.0 level 2 is the yardstick.
HTTPS = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_NAME = "__Host-sitzung" if HTTPS else "sitzung"
CSRF_COOKIE_NAME = "__Host-formular" if HTTPS else "formular"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 10 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
IDLE_SECONDS = 30 * 60  # then a member of staff gives the password again
CSRF_FAILURE_VIEW = "auslaenderbehoerde.portal.errors.form_expired"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = 63_072_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # KERN draws its icons as CSS masks from data: addresses
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000

# Limits count tries per code, network and account; benches switch them off.
LIMITS = env.read("LIMITS", "1", env.flag, "Zugriffsgrenzen; nur Messungen schalten sie ab")

LOGGING = logging_settings(json=PRODUCTION)
