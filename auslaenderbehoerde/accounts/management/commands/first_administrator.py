"""`manage.py first_administrator NAME EMAIL`: the account that makes all others."""

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from auslaenderbehoerde.accounts import mails, services
from auslaenderbehoerde.accounts.models import User
from auslaenderbehoerde.accounts.roles import group_of


class Command(BaseCommand):
    help = "Legt das erste Konto der Administration an und zeigt den Link, mit dem sein Passwort gewählt wird."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="Anmeldename")
        parser.add_argument("email", help="E-Mail-Adresse")

    def handle(self, *_arguments: Any, name: str, email: str, **_options: Any) -> None:
        if User.objects.filter(groups=_administration(), is_active=True).exists():
            raise CommandError("Es gibt schon ein Konto der Administration. Weitere legt es in der Verwaltung an.")
        try:
            user = services.create_account(username=name, email=email, groups=[_administration()])
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(
            f"Das Konto „{name}“ ist angelegt. Passwort wählen (der Link gilt drei Tage und nur einmal):\n"
            f"{mails.password_link(user)}\n"
            "Danach richtet die Anmeldung den zweiten Faktor ein."
        )


def _administration() -> Group:
    return group_of("administrator")
