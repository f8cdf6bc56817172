"""Seals everything anew with the first key of FILE_KEY, so that the old one can be taken away."""

import base64
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import models, transaction

from eakte import sealing, storage
from eakte.exceptions import KeyMissing
from eakte.models import DeliveryLine, DocumentVersion, Passport, ResidenceCard

BATCH = 500
# Each sealed column with what its values were sealed for.
SEALED: list[tuple[type[models.Model], str, str]] = [
    (DocumentVersion, "wrapped_key", storage.PURPOSE),
    (Passport, "number_sealed", "passport"),
    (ResidenceCard, "serial_sealed", "serial"),
    (DeliveryLine, "serial_sealed", "serial"),
]


class Command(BaseCommand):
    help = "Alles mit dem ersten Schlüssel aus FILE_KEY neu versiegeln; der alte steht dahinter. Beliebig oft."

    def handle(self, *_arguments: Any, **_options: Any) -> None:
        lost = 0
        for model, column, purpose in SEALED:
            done, failed = _rotate(model, column, purpose)
            lost += failed
            name = model._meta.verbose_name_plural
            self.stdout.write(f"{name}: {done} neu versiegelt, {failed} nicht zu öffnen")
        if lost:
            raise CommandError(f"{lost} Werte ließen sich nicht öffnen. Nehmen Sie den alten Schlüssel noch nicht weg.")
        self.stdout.write(
            "Alles ist mit dem ersten Schlüssel versiegelt. Den alten brauchen nur noch alte Sicherungen."
        )


def _rotate(model: type[models.Model], column: str, purpose: str) -> tuple[int, int]:
    """How many values were sealed anew, and how many no key opens."""
    done = failed = 0
    last: Any = None
    rows = model._default_manager.order_by("pk")
    while batch := list((rows if last is None else rows.filter(pk__gt=last)).values_list("pk", flat=True)[:BATCH]):
        last = batch[-1]
        with transaction.atomic():
            for row in rows.filter(pk__in=batch).select_for_update():
                outcome = _reseal(row, column, purpose)
                done, failed = done + (outcome is True), failed + (outcome is None)
    return done, failed


def _reseal(row: models.Model, column: str, purpose: str) -> bool | None:
    """Whether the value was sealed anew; None if no key opens it."""
    value = getattr(row, column)
    if not value:
        return False
    sealed, back = _bytes(value)
    if sealing.sealed_by_first(sealed):
        return False
    try:
        anew = sealing.seal(sealing.unseal(sealed, purpose=purpose), purpose=purpose)
    except KeyMissing:
        return None
    type(row)._default_manager.filter(pk=row.pk).update(**{column: back(anew)})
    return True


def _bytes(value: Any) -> tuple[bytes, Callable[[bytes], Any]]:
    """The sealed value as bytes, and the way back to what the column holds."""
    if isinstance(value, str):
        return base64.b64decode(value), lambda anew: base64.b64encode(anew).decode()
    return bytes(value), lambda anew: anew
