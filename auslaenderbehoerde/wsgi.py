"""The door for the web server (granian)."""

import os

from django.core.wsgi import get_wsgi_application

from auslaenderbehoerde.checks import refuse_unsafe_start

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "auslaenderbehoerde.settings")

application = get_wsgi_application()
refuse_unsafe_start()
