"""`manage.py demo --size kreis`: an office as full as a real one, to look at and to measure."""

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from auslaenderbehoerde.authority.models import Office
from auslaenderbehoerde.local.demo.load import load
from auslaenderbehoerde.local.demo.scale.load import NotEmptyError, fill
from auslaenderbehoerde.local.demo.scale.sizes import SIZES

OFFICE = "unna"


class Command(BaseCommand):
    help = "Füllt eine leere Installation mit erfundenen Personen, Akten und Schriftstücken (ohne Dateien)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--size", choices=SIZES, default="kreis", help="wie groß (kreis oder land)")

    def handle(self, *args: Any, size: str, **options: Any) -> None:
        if settings.MODE == "production":
            raise CommandError("Beispieldaten gehören nicht in den Betrieb.")
        now, begun = timezone.now(), time.monotonic()
        if not Office.objects.exists():
            load(OFFICE, today=timezone.localdate(now), booked=False)
        try:
            fill(SIZES[size], office=Office.objects.order_by("order")[0], now=now)
        except NotEmptyError as error:
            raise CommandError(
                "Hier gibt es schon Personen oder Akten. Nehmen Sie ein leeres DATA_DIR und DEMO=empty."
            ) from error
        self._tell(size, time.monotonic() - begun)

    def _tell(self, size: str, seconds: float) -> None:
        made = SIZES[size]
        numbers = {
            "Personen mit Akte": made.persons,
            "Vorgänge": made.proceedings,
            "Schriftstücke ohne Datei": made.documents,
            "Karten": made.cards,
        }
        listed = ", ".join(f"{number:,} {name}".replace(",", ".") for name, number in numbers.items())
        self.stdout.write(f"{listed} in {seconds:.0f} Sekunden.")
        self.stdout.write("Die Geschichte (wer hat was geändert) beginnt bei diesen Daten mit der ersten Änderung.")
