"""How Rose is put together. What a machine may change comes through rose/env.py; nothing has to be set."""

from pathlib import Path

from rose import database, env

CHECKOUT = Path(__file__).resolve().parent.parent
ENV = env.read()

DEBUG = ENV.debug
SECRET_KEY = env.secret_key(ENV)
SITE_URL = ENV.site_url
CONTACT = ENV.contact
ALLOWED_HOSTS = list(ENV.allowed_hosts)
ROOT_URLCONF = "rose.urls"
WSGI_APPLICATION = "rose.wsgi.application"

INSTALLED_APPS = [
    "topics",
    "evidence",
    "search",
    "editorial",
    "rose",
    "markdownx",
    "taggit",
    "editorial.site.RoseAdminConfig",  # django.contrib.admin, with Rose's own site
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django_otp",
    "django_otp.plugins.otp_totp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "rose.headers.SecurityHeaders",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",  # who gave her second factor; asks the database nothing for a reader
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [CHECKOUT / "templates"],
        "APP_DIRS": True,  # outside DEBUG Django keeps each template compiled
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {"default": database.connection(ENV)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Health readers are careful ones: a page loads nothing from elsewhere, and tells nobody where its reader came from.
SECURE_CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "manifest-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
}
PERMISSIONS_REFUSED = ["camera", "geolocation", "microphone", "payment", "usb", "browsing-topics"]
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Cookies belong to the admin and are sent nowhere else; notices ride in the session, not in a cookie of their own.
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "rose_session", "rose_csrf"
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = "/admin/"
SESSION_COOKIE_AGE = 12 * 3600  # editorial/sign_in/entrance.py ends sessions sooner
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True

# A site that is reached by https stands behind a proxy that ends TLS and says so in this header.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = ENV.https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENV.https else None
SECURE_REDIRECT_EXEMPT = [r"^healthz/$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if ENV.https else 0
CSRF_TRUSTED_ORIGINS = [SITE_URL]
# Rose answers for its own name only: whether its neighbours have https is not for it to promise.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

# Static files get names that hold their content's hash, and are compressed once, when Rose starts.
STATIC_URL = "/static/"
STATIC_ROOT = ENV.data / "static"
STATICFILES_DIRS = [CHECKOUT / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = ENV.data / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "admin:login"
OTP_TOTP_ISSUER = "Rose"  # what the app that makes codes shows beside them
OTP_TOTP_THROTTLE_FACTOR = 0  # editorial/sign_in/throttle.py counts wrong codes, recovery codes among them
CSRF_FAILURE_VIEW = "editorial.workflow.views.csrf_failure"

# The package's own two addresses answer anybody: the editor asks Rose's, which answer editors alone.
MARKDOWNX_MARKDOWNIFY_FUNCTION = "editorial.writing.preview.markdownify"
MARKDOWNX_URLS_PATH = "/admin/markdown/preview/"
MARKDOWNX_UPLOAD_URLS_PATH = "/admin/markdown/picture/"

# The admin's forms hold many rows of many fields, and long texts.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

TAGGIT_CASE_INSENSITIVE = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING"},
        "django.request": {"level": "ERROR"},  # a page that isn't there is no news
        "django.security.DisallowedHost": {"level": "CRITICAL"},  # nor is a request for some other site
        "bibtexparser": {"level": "CRITICAL"},  # what is wrong with a file is said to whoever imports it
        "waitress.queue": {"level": "ERROR"},  # it warns of every request that has to wait for another
        "rose": {"level": "INFO"},
    },
}

LIBRARY_ROOT = CHECKOUT / "library"

# Where records of publications and trials are asked for (evidence/sources). CONTACT goes with each question, if set.
SOURCES = {
    "crossref": "https://api.crossref.org",
    "pubmed": "https://eutils.ncbi.nlm.nih.gov/entrez/eutils",
    "clinicaltrials": "https://clinicaltrials.gov/api/v2",
}
SOURCE_LIMITS: dict[str, float] = {}  # fields of evidence.sources.web.Limits that should differ
PROCESSES = ENV.workers  # share the pace that each of those services allows
