"""Reads every stored file to its end: what is damaged, what is missing, what nobody knows."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from eakte import scanning, storage
from eakte.exceptions import DamagedFile, KeyMissing
from eakte.models import DocumentVersion

A_DAY = 24 * 60 * 60  # seconds; what is younger may belong to a deed that is not finished


class Command(BaseCommand):
    help = "Alle Schriftstücke prüfen: gelesen, entschlüsselt und mit ihrem SHA-256 verglichen."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--tidy", action="store_true", help="Dateien löschen, zu denen es keine Zeile gibt")

    def handle(self, *_arguments: Any, tidy: bool, **_options: Any) -> None:
        counts = {"whole": 0, "damaged": 0, "locked": 0}
        for version in DocumentVersion.objects.select_related("document__case_file").order_by("pk").iterator(500):
            counts[_state(version)] += 1
        strangers = list(_strangers())
        for path in strangers if tidy else []:
            path.unlink()
        self.stdout.write(f"{counts['whole']} Dateien sind in Ordnung.")
        what = "gelöscht" if tidy else "gefunden (löschen mit --tidy)"
        self.stdout.write(f"{len(strangers)} Dateien ohne Schriftstück {what}.")
        if counts["damaged"] or counts["locked"]:
            raise CommandError(
                f"{counts['damaged']} Dateien sind beschädigt oder fehlen, {counts['locked']} öffnet kein Schlüssel. "
                "Welche, steht im Protokoll des Servers; holen Sie sie aus einer Sicherung zurück."
            )


def _state(version: DocumentVersion) -> str:
    try:
        storage.verify(version)
    except DamagedFile:
        scanning.report_damage(version, now=timezone.now())
        return "damaged"
    except KeyMissing:
        scanning.logger.error("version %s: no key opens it", version.pk)
        return "locked"
    if version.damaged_at:  # it was brought back from a backup
        DocumentVersion.objects.filter(pk=version.pk).update(damaged_at=None)
    return "whole"


def _strangers() -> Iterator[Path]:
    """Files older than a day that no row knows: a deed was broken off, or a backup was newer than the database."""
    for path in sorted(storage.folder().glob("*/*")):
        if path.stat().st_mtime < time.time() - A_DAY and not _known(path):
            yield path


def _known(path: Path) -> bool:
    try:
        return DocumentVersion.objects.filter(pk=UUID(path.name)).exists()
    except ValueError:
        return False
