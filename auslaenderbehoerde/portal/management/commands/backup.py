from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from auslaenderbehoerde.portal.backup.exceptions import BackupError
from auslaenderbehoerde.portal.backup.passphrase import passphrase
from auslaenderbehoerde.portal.backup.writing import write_backup


class Command(BaseCommand):
    """Writes one new archive; exit status 0 only when it is whole and on the disk."""

    help = "Sichert Datenbank, Dateien und Schlüssel verschlüsselt in eine neue Datei des Ordners."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, help="Ordner der Archive")
        parser.add_argument("--passphrase-file", type=Path, help="Datei mit dem Passwort; sonst gilt BACKUP_PASSPHRASE")

    def handle(self, *, folder: Path, passphrase_file: Path | None, **_options: Any) -> None:
        try:
            path = write_backup(folder, passphrase=passphrase(passphrase_file), now=datetime.now(UTC))
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Gesichert: {path} ({path.stat().st_size / 1_000_000:.1f} MB)")
