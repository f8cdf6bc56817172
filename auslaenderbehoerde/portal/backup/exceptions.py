"""What can go wrong; the text is what the operator reads."""


class BackupError(Exception):
    """The backup or the restore did not happen."""


class UnreadableError(BackupError):
    """Wrong passphrase, or the archive is not as it was written."""

    def __init__(self) -> None:
        super().__init__("Das Passwort stimmt nicht, oder das Archiv ist beschädigt.")
