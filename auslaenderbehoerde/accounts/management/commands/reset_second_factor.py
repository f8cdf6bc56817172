"""`manage.py reset_second_factor NAME`: somebody lost the phone and the recovery codes."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from auslaenderbehoerde.accounts import services
from auslaenderbehoerde.accounts.models import User


class Command(BaseCommand):
    help = "Entfernt den zweiten Faktor eines Kontos und beendet seine Sitzungen."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="Anmeldename")

    def handle(self, *_arguments: Any, name: str, **_options: Any) -> None:
        user = User.objects.filter(username=name).first()
        if user is None:
            raise CommandError(f"Ein Konto „{name}“ gibt es nicht.")
        removed = services.reset_second_factor(user)
        self.stdout.write(f"{removed} zweite Faktoren entfernt. Die nächste Anmeldung richtet einen neuen ein.")
