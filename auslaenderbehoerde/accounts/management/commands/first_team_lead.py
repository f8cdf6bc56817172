"""`manage.py first_team_lead NAME`: confirms the first team lead, who then confirms all other roles."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from auslaenderbehoerde.accounts import granting
from auslaenderbehoerde.accounts.exceptions import AccountError, AlreadySettled


class Command(BaseCommand):
    help = "Bestätigt die erste Teamleitung. Die Administration hat ihr die Rolle vorher in der Verwaltung gegeben."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="Anmeldename")

    def handle(self, *_arguments: Any, name: str, **_options: Any) -> None:
        try:
            granting.confirm_first_lead(username=name)
        except AlreadySettled as error:
            raise CommandError(f"Für „{name}“ wartet keine Rolle „Teamleitung“ auf eine Bestätigung.") from error
        except AccountError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"„{name}“ ist jetzt Teamleitung und bestätigt alle weiteren Rollen in der Verwaltung.")
