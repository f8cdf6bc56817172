from stat import S_IMODE

import pytest
from django.core.mail import EmailMessage

from notifications import channels, outbox
from notifications.channels import FileMail, SmtpMail
from notifications.models import OutboxMessage


@pytest.mark.parametrize(
    ("production", "url", "expected"),
    [
        (False, "", [FileMail]),
        (False, "smtp://localhost", [FileMail, SmtpMail]),
        (True, "smtp://localhost", [SmtpMail]),
        (True, "", [SmtpMail]),
    ],
)
def test_files_never_in_production_and_always_elsewhere(settings, production, url, expected):
    settings.PRODUCTION, settings.EMAIL_URL = production, url

    assert [type(channel) for channel in channels.current()] == expected


def test_file_is_private_and_a_second_copy_takes_its_place(tmp_path):
    folder = FileMail(tmp_path / "mail")
    for text in ("eins", "zwei"):
        folder.send(EmailMessage("Prüfung", text, "portal@localhost", ["maryam@example.org"]), name="1.eml")

    [file] = (tmp_path / "mail").iterdir()
    assert (file.name, S_IMODE(file.stat().st_mode), file.read_bytes()[-4:]) == ("1.eml", 0o600, b"zwei")


def test_mail_reaches_the_server_with_its_headers(enqueue, inbox, received, now):
    row = enqueue(now=now)

    outbox.deliver(row.pk, now=now)

    [mail] = inbox.mails
    names = ["From", "To", "Subject", "Message-ID", "Date", "Auto-Submitted", "Content-Language"]
    assert [mail[name] for name in names] == [
        "portal@localhost",
        "maryam@example.org",
        "Prüfung",
        f"<{row.pk}@127.0.0.1>",
        "Mon, 15 Mar 2027 06:00:00 +0000",
        "auto-generated",
        "de",
    ]
    assert [copy.get_content().strip() for copy in (mail, *received())] == ["Guten Tag (de)"] * 2


def test_address_refused_for_good_fails_at_once_and_a_busy_one_waits(enqueue, inbox, now):
    inbox.refused = {"gone@example.org": "550 5.1.1 no such user", "busy@example.org": "451 4.7.1 try again"}
    for name in ("gone", "busy"):
        enqueue(key=name, to=f"{name}@example.org", now=now)

    outbox.sweep(now=now)

    states = OutboxMessage.objects.order_by("id").values_list("state", "last_error")
    assert list(states) == [("failed", "SMTPRecipientsRefused 550"), ("waiting", "SMTPRecipientsRefused 451")]
    assert inbox.mails == []


def test_server_out_of_reach_is_an_outage(enqueue, settings, now):
    settings.PRODUCTION, settings.EMAIL_HOST, settings.EMAIL_PORT = True, "127.0.0.1", 1
    row = enqueue(now=now)

    assert outbox.deliver(row.pk, now=now) is outbox.Outcome.OUTAGE
