"""The Celery application: work outside the request, scheduled by beat from the database."""

import os
from typing import Any

from celery import Celery, Task, signals
from django.core.exceptions import ImproperlyConfigured

from auslaenderbehoerde.checks import refuse_unsafe_start
from auslaenderbehoerde.portal import heartbeats

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "auslaenderbehoerde.settings")

app = Celery("auslaenderbehoerde")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@signals.worker_init.connect
@signals.beat_init.connect
def stop_unsafe_start(**_signal: Any) -> None:
    """Celery logs an error of a signal and goes on; only leaving the process stops it."""
    try:
        refuse_unsafe_start()
    except ImproperlyConfigured as error:
        raise SystemExit(str(error)) from error


@signals.worker_init.connect
def show_life(**_signal: Any) -> None:
    """Only a real worker leaves signs of life, not a task that runs inside a test or a request."""
    signals.heartbeat_sent.connect(worker_lives)
    signals.task_success.connect(task_succeeded)


def worker_lives(**_signal: Any) -> None:
    heartbeats.worker_lives()


def task_succeeded(sender: Task, **_signal: Any) -> None:
    heartbeats.task_succeeded(sender.name)
