"""Where the passphrase of a backup comes from; it never stands on a command line, where everybody sees it."""

import os
from pathlib import Path

from auslaenderbehoerde.portal.backup.exceptions import BackupError
from auslaenderbehoerde.portal.backup.sealing import SHORTEST_PASSPHRASE


def passphrase(file: Path | None) -> str:
    """The content of the file, else the variable BACKUP_PASSPHRASE."""
    text = (file.read_text() if file else os.environ.get("BACKUP_PASSPHRASE", "")).strip()
    if not text:
        raise BackupError("Das Passwort fehlt: Setzen Sie BACKUP_PASSPHRASE, oder nennen Sie --passphrase-file.")
    if len(text) < SHORTEST_PASSPHRASE:
        raise BackupError(f"Das Passwort ist zu kurz: Es braucht mindestens {SHORTEST_PASSPHRASE} Zeichen.")
    return text
