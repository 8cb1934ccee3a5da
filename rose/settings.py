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
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "rose.headers.SecurityHeaders",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
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

TAGGIT_CASE_INSENSITIVE = True

LIBRARY_ROOT = CHECKOUT / "library"
