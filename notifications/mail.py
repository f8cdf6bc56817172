"""From a row of the outbox to a mail on its way."""

from datetime import UTC
from email.mime.text import MIMEText
from email.utils import format_datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from notifications import channels
from notifications.messages import build
from notifications.messages.message import CalendarFile, Message
from notifications.models import OutboxMessage


def send(row: OutboxMessage) -> bool:
    """Make the mail and hand it to every channel; False if there is nothing to say any more."""
    message = build(row.template, row.identifiers, row.language)
    if message is None:
        return False
    letter = compose(row, message)
    for channel in channels.current():
        channel.send(letter, name=file_name(row))
    return True


def compose(row: OutboxMessage, message: Message) -> EmailMultiAlternatives:
    """The mail. Message-ID and date belong to the row, so a second copy is known as the same mail."""
    letter = EmailMultiAlternatives(
        subject=message.subject,
        body=message.text,
        to=[message.recipient],
        reply_to=[message.reply_to] if message.reply_to else None,
        headers={
            "Message-ID": f"<{row.pk}@{urlsplit(settings.PUBLIC_URL).hostname}>",
            "Date": format_datetime(row.created_at.astimezone(UTC)),
            "Auto-Submitted": "auto-generated",  # RFC 3834: no out-of-office replies
            "Content-Language": ", ".join(message.languages),
        },
    )
    if message.html:
        letter.attach_alternative(message.html, "text/html")
    if message.calendar:
        letter.attach(_calendar_part(message.calendar))
    return letter


def _calendar_part(file: CalendarFile) -> MIMEText:
    """The calendar file with its method in the type, as mail programs expect (RFC 6047, 2.4)."""
    part = MIMEText(file.content.decode(), "calendar", "utf-8")
    part.set_param("method", file.method)
    part.add_header("Content-Disposition", "attachment", filename=file.name)
    return part


def file_name(row: OutboxMessage) -> str:
    """The name of the mail as a file: sorted by age, one for each message however often it is sent."""
    return f"{row.created_at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{row.pk}.eml"
