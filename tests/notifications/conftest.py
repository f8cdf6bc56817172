"""An outbox whose only message is a short test mail, and mails as files in a folder of the test."""

import email
import email.policy
import os
import socket
import subprocess
import sys
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest
from aiosmtpd.controller import Controller
from django.db import connection

from notifications import messages, outbox
from notifications.messages.message import Message
from notifications.models import OutboxMessage


@pytest.fixture
def now() -> datetime:
    """Monday, 15 March 2027, seven in the morning."""
    return datetime(2027, 3, 15, 7, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.fixture(autouse=True)
def mailbox(settings, tmp_path) -> Path:
    """The folder of the mails."""
    settings.DATA_DIR, settings.EMAIL_URL = tmp_path, ""
    return tmp_path / "mail"


@pytest.fixture
def template(monkeypatch) -> str:
    """The key of a message that says hello to whom the identifiers name."""

    def build(identifiers, language):
        return Message(recipient=identifiers["to"], subject="Prüfung", text=f"Guten Tag ({language})\n")

    monkeypatch.setitem(messages.BUILDERS, "test", build)
    return "test"


@pytest.fixture
def enqueue(db, template, monkeypatch):
    """Puts a test message into the outbox without kicking a worker; gives its row."""
    monkeypatch.setattr(outbox, "kick", lambda identifier: None)

    def put(key="1", to="maryam@example.org", now=None, **fields) -> OutboxMessage:
        outbox.enqueue(template=template, identifiers={"to": to}, language="de", key=key)
        row = OutboxMessage.objects.get(idempotency_key=f"{template}:{key}")
        if now:
            fields |= {"created_at": now, "next_attempt_at": now}
        OutboxMessage.objects.filter(pk=row.pk).update(**fields)
        row.refresh_from_db()
        return row

    return put


@pytest.fixture
def received(mailbox):
    """All mails in the folder, parsed, oldest first."""

    def read() -> list[email.message.EmailMessage]:
        files = sorted(mailbox.glob("*.eml")) if mailbox.exists() else []
        return [email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in files]

    return read


class Inbox:
    """A mail server's inbox. Addresses in `refused` get their reply instead of a mail."""

    def __init__(self) -> None:
        self.mails: list[email.message.EmailMessage] = []
        self.refused: dict[str, str] = {}
        self.address = ""

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd's name
        if reply := self.refused.get(address):
            return reply
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        self.mails.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return "250 OK"


@pytest.fixture
def inbox(settings):
    """A real SMTP server on a free port, and the settings that lead to it."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    inbox = Inbox()
    inbox.address = f"smtp://127.0.0.1:{port}"
    server = Controller(inbox, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_URL, settings.EMAIL_HOST, settings.EMAIL_PORT = inbox.address, "127.0.0.1", port
    yield inbox
    server.stop()


@pytest.fixture
def start(settings, tmp_path):
    """Starts `tests.notifications.process` on the test database: `start("sweep", "before", EMAIL_URL=…)`."""
    with ExitStack() as stack:

        def run(deed: str, point: str = "never", **environment: str) -> subprocess.Popen:
            known = {"DATABASE_URL": database_url(), "DATA_DIR": str(tmp_path)}
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.notifications.process", deed, point],
                env=os.environ | known | environment,
                cwd=settings.BASE_DIR,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            stack.enter_context(process)
            stack.callback(process.kill)
            return process

        yield run


def database_url() -> str:
    """The address of the test database."""
    parts = {key: quote(str(value), safe="") for key, value in connection.settings_dict.items() if value}
    secret = f":{parts['PASSWORD']}" if "PASSWORD" in parts else ""
    return f"postgresql://{parts['USER']}{secret}@{parts['HOST']}:{parts['PORT']}/{parts['NAME']}"
