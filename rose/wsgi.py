"""Rose for a web server: the WSGI application."""

import atexit
import os

from django.core.wsgi import get_wsgi_application
from django.db import connection

os.environ["ROSE_SERVING"] = "true"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rose.settings")

application = get_wsgi_application()

# Left to Python's own end, the pool would wait seconds for threads that run no more.
atexit.register(connection.close_pool)  # type: ignore[attr-defined]  # PostgreSQL's connections have it
