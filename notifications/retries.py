"""When a message that did not get out is tried again, and when it is given up."""

from datetime import datetime, timedelta
from smtplib import SMTPConnectError, SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPServerDisconnected
from traceback import extract_tb

PAUSES = [
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=3),
    timedelta(hours=6),
    timedelta(hours=12),
    timedelta(hours=24),
]


def next_attempt(*, attempts: int, error: Exception, now: datetime) -> datetime | None:
    """The time of the next attempt after so many failed ones, or None: give up."""
    if is_permanent(error) or attempts > len(PAUSES):
        return None
    return now + PAUSES[attempts - 1]


def is_permanent(error: Exception) -> bool:
    """Whether the mail server refused this recipient or this mail for good (5yz, RFC 5321, 4.2.1).

    A refused sender or sign-in is our own mistake: the operator mends it, so those are tried again.
    """
    return isinstance(error, (SMTPRecipientsRefused, SMTPDataError)) and _reply_code(error) >= 500


def is_outage(error: Exception) -> bool:
    """Whether the mail server could not be reached at all, so that other mails have no chance either."""
    if isinstance(error, SMTPException):
        return isinstance(error, (SMTPConnectError, SMTPServerDisconnected))
    return isinstance(error, OSError)


def short_code(error: Exception) -> str:
    """What went wrong without anything personal: class, reply code or line of code, never the message."""
    name = type(error).__name__
    if code := _reply_code(error):
        return f"{name} {code}"[:80]
    frames = extract_tb(error.__traceback__)
    return f"{name} {frames[-1].name}:{frames[-1].lineno}"[:80] if frames else name[:80]


def _reply_code(error: Exception) -> int:
    """The smallest reply code: a mail with one temporary refusal is worth another attempt."""
    if isinstance(error, SMTPRecipientsRefused):
        return min(code for code, _text in error.recipients.values())
    return getattr(error, "smtp_code", 0)
