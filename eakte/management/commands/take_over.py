from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from eakte import protocol
from eakte.exceptions import UnreadableFile
from eakte.imports.runs import SUBJECTS, take_over


class Command(BaseCommand):
    """Takes over persons, titles or cards from a CSV of the specialist software (docs/import.md)."""

    help = "Übernimmt Personen, Titel oder Karten aus einer CSV-Datei des Fachverfahrens."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("subject", choices=sorted(SUBJECTS))
        parser.add_argument("file", type=Path)
        parser.add_argument("--preview", action="store_true", help="nur prüfen, nichts schreiben")

    def handle(self, *, subject: str, file: Path, preview: bool, **_options: Any) -> None:
        try:
            run = take_over(subject=subject, data=file.read_bytes(), write=not preview, by=None, now=timezone.now())
        except (OSError, UnreadableFile) as error:
            raise CommandError(str(error)) from error
        if not preview:
            protocol.record_command("take_over", protocol.Deed.LIST, now=timezone.now(), subject=f"{run.lines} Zeilen")
        for number, column, reason in run.errors:
            self.stderr.write(f"Zeile {number}{f', {column}' if column else ''}: {reason}")
        self.stdout.write(
            f"{run.lines} Zeilen: {run.added} neu, {run.changed} geändert, {run.unchanged} unverändert, "
            f"{len(run.errors)} mit Fehlern."
        )
        if run.errors and not preview:
            raise CommandError("Die Zeilen mit Fehlern wurden nicht übernommen.")
