from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from auslaenderbehoerde.accounts.models import User
from eakte import protocol
from eakte.exceptions import RecordError
from eakte.models import CaseFile
from eakte.services.files import name_reader


class Command(BaseCommand):
    """Lets one more person read a blocked file, for the day when everyone named has left; the protocol keeps it."""

    help = "Nennt einer gesperrten Akte jemanden, der sie lesen darf."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("reference", help="Aktenzeichen")
        parser.add_argument("username", help="Anmeldename")

    def handle(self, *, reference: str, username: str, **_options: Any) -> None:
        case_file = CaseFile.objects.filter(reference=reference).first()
        reader = User.objects.filter(username=username, is_active=True).first()
        if case_file is None or reader is None:
            raise CommandError("Dieses Aktenzeichen oder dieses Konto gibt es nicht.")
        try:
            name_reader(case_file=case_file, reader=reader)
        except RecordError as refusal:
            raise CommandError(str(refusal)) from refusal
        protocol.record_command(
            "name_reader", protocol.Deed.LIST, now=timezone.now(), case_file=case_file.pk, subject=f"liest: {reader.pk}"
        )
        self.stdout.write("Eingetragen.")
