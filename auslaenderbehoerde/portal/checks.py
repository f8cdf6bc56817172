"""What `manage.py check --deploy` finds around the process: nothing that forbids the start, all that will hurt soon."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register

from auslaenderbehoerde.portal import health


@register(Tags.security, deploy=True)
def surroundings(app_configs: Sequence[AppConfig] | None = None, **_options: Any) -> list[CheckMessage]:
    """A place for files. The scanner answers the worker alone: `/readyz` tells when files wait for it."""
    found: list[CheckMessage] = []
    try:
        health.write_file()
    except health.NotReadyError:
        text = f"In DATA_DIR ({settings.DATA_DIR}) lässt sich nichts speichern: Schriftstücke gehen nicht hinein."
        found.append(Warning(text, id="auslaenderbehoerde.W001"))
    return found
