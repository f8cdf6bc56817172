"""What a builder makes: everything a mail needs except its way out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class CalendarFile:
    """A calendar file (RFC 5545); the method says whether it enters or removes its event."""

    name: str
    content: bytes
    method: str


@dataclass(frozen=True)
class Message:
    """A finished message to one person."""

    recipient: str
    subject: str
    text: str
    html: str = ""
    reply_to: str = ""
    languages: tuple[str, ...] = ("de",)
    calendar: CalendarFile | None = None


# Makes a message of identifiers and a language, or None when there is nothing to say any more.
Builder = Callable[[Mapping[str, str], str], Message | None]
