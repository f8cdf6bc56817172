"""`manage.py load_demo unna`: fill a local installation with an office to look at."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from auslaenderbehoerde.local.demo.accounts import FILE
from auslaenderbehoerde.local.demo.load import DEMOS, OtherOfficeError, load


class Command(BaseCommand):
    help = "Lädt Beispieldaten: eine Behörde mit Texten, Plätzen, Terminen und Anmeldungen."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", choices=DEMOS, help="welche Behörde")

    def handle(self, *args: Any, name: str, **options: Any) -> None:
        if settings.MODE == "production":
            raise CommandError("Beispieldaten gehören nicht in den Betrieb.")
        try:
            load(name, today=timezone.localdate())
        except OtherOfficeError as error:
            raise CommandError(
                "Hier ist schon eine andere Behörde eingerichtet. Nehmen Sie ein leeres DATA_DIR."
            ) from error
        self.stdout.write(f"Beispieldaten „{name}“ sind geladen. Anmeldungen: {settings.DATA_DIR / FILE}")
