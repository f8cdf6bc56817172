"""The Celery application: work outside the request, scheduled by beat from the database."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "auslaenderbehoerde.settings")

app = Celery("auslaenderbehoerde")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
