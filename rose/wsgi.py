"""Rose for a web server: the WSGI application."""

import os

from django.core.wsgi import get_wsgi_application

os.environ["ROSE_SERVING"] = "true"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rose.settings")

application = get_wsgi_application()
