from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from auslaenderbehoerde.portal.backup.exceptions import BackupError
from auslaenderbehoerde.portal.backup.passphrase import passphrase
from auslaenderbehoerde.portal.backup.restoring import Restored, restore_backup


class Command(BaseCommand):
    """Brings one archive back, whole or not at all."""

    help = "Spielt ein Archiv von „backup“ ein: prüft es ganz, dann ersetzt es Datenbank und Dateien."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="das Archiv")
        parser.add_argument("--passphrase-file", type=Path, help="Datei mit dem Passwort; sonst gilt BACKUP_PASSPHRASE")
        parser.add_argument("--replace", action="store_true", help="was schon da ist, wird ersetzt")
        parser.add_argument("--keys", type=Path, help="neue Datei für die Schlüssel, wenn das Archiv andere enthält")

    def handle(
        self, *, file: Path, passphrase_file: Path | None, replace: bool, keys: Path | None, **_options: Any
    ) -> None:
        try:
            restored = restore_backup(file, passphrase=passphrase(passphrase_file), replace=replace, key_file=keys)
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        self._tell(restored, keys)

    def _tell(self, restored: Restored, keys: Path | None) -> None:
        manifest = restored.manifest
        self.stdout.write(f"Eingespielt: Stand {manifest['created_at']}, Version {manifest['version']}.")
        self.stdout.write("Als Nächstes: „manage.py migrate“, dann Web, Worker und Beat starten.")
        if restored.other_keys:
            self.stdout.write(
                f"Setzen Sie vor dem Start {_listed(restored.other_keys)} aus {keys}, und löschen Sie diese Datei."
            )


def _listed(names: Sequence[str]) -> str:
    """`A, B und C`."""
    *first, last = names
    return f"{', '.join(first)} und {last}" if first else last
