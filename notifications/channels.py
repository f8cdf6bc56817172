"""The ways out of the house: an SMTP server, and its harmless twin, a folder of files."""

import os
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.core.mail import EmailMessage, get_connection


class MailChannel(Protocol):
    """Something that takes a mail and either has it safely or raises."""

    def send(self, letter: EmailMessage, *, name: str) -> None:
        """Take the mail; `name` is the same for every copy of it."""


class FileMail:
    """Mails as `.eml` files, readable by their owner only."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, letter: EmailMessage, *, name: str) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        unfinished = self.folder / f".{name}.part"
        with open(unfinished, "wb", opener=_private) as file:
            file.write(letter.message().as_bytes())
        unfinished.replace(self.folder / name)


class SmtpMail:
    """The office's mail server (`EMAIL_URL`)."""

    def send(self, letter: EmailMessage, *, name: str) -> None:
        get_connection("django.core.mail.backends.smtp.EmailBackend").send_messages([letter])


def current() -> list[MailChannel]:
    """In production the mail server alone; else always a file, and the server too if there is one.

    The file comes first: if the server fails, the next attempt writes the same file again.
    """
    if settings.PRODUCTION:
        return [SmtpMail()]
    files = FileMail(settings.DATA_DIR / "mail")
    return [files, SmtpMail()] if settings.EMAIL_URL else [files]


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
