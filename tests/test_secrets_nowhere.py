"""A whole booking through the pages, mail and all; then every place that keeps something is searched.

Links, codes and persons may lie in the mail and in the person's own record, and nowhere else.
"""

import io
import logging
import re
import uuid
from base64 import b64decode
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default

import pytest
import time_machine
from celery.signals import before_task_publish
from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.test import Client, TestCase
from django.urls import reverse
from django.utils import timezone
from pghistory.models import Context, Event
from redis import Redis

from appointments import holds, tickets
from appointments.models import Appointment, Hold
from notifications import outbox
from tests import counters
from tests.appointments.conftest import BERLIN, datetime
from tests.factories.appointments import ConcernFactory, SlotFactory
from tests.test_logs import production_handler

MONDAY = datetime(2027, 3, 15, 7, tzinfo=BERLIN)
WRITTEN = {
    "family_name": "Quṭbuddīnova",
    "given_names": "Maryamgül",
    "birth_date_day": "29",
    "birth_date_month": "2",
    "birth_date_year": "1988",
    "email": "maryamguel@example.org",
    "needs": "Rollstuhlrampe",
    "writer_family_name": "Helferovič",
    "writer_given_names": "Żaneta",
}
NAMES = [value for name, value in WRITTEN.items() if not name.startswith("birth")]
PERSON = [*NAMES, *(name.encode("ascii", "backslashreplace").decode() for name in NAMES), "1988-02-29", "29.02.1988"]


@dataclass
class Traces:
    """What one booking left behind: its secrets, the mails, and everything that was written elsewhere."""

    secrets: list[str]
    mails: list[str]
    logs: str
    tasks: list[str]
    redis: str


@pytest.fixture
def published():
    """Everything Celery is asked to send to a worker: arguments, options, headers."""
    heard: list[str] = []

    def hear(sender=None, body=None, headers=None, **_rest):
        heard.append(repr((sender, body, headers)))

    before_task_publish.connect(hear)
    yield heard
    before_task_publish.disconnect(hear)


@pytest.fixture
def logged():
    """The log as production writes it, from DEBUG on."""
    stream = io.StringIO()
    handler, root = production_handler(stream), logging.getLogger()
    handler.setLevel("INFO")
    root.addHandler(handler)
    yield stream
    root.removeHandler(handler)


@pytest.fixture
def booking(db, settings, tmp_path, published, logged) -> Traces:
    """Booked, found by code, moved and cancelled through the pages; the mails are delivered."""
    settings.DATA_DIR, settings.EMAIL_URL, settings.CACHES = tmp_path, "", counters.own()
    with time_machine.travel(MONDAY, tick=False), TestCase.captureOnCommitCallbacks(execute=True):
        cache.clear()
        appointment, hold = book_and_change(Client())
    with time_machine.travel(MONDAY, tick=False):
        outbox.sweep(now=timezone.now())
    secrets = [tickets.token(appointment), holds.token(hold), tickets.code(appointment)]
    secrets += [tickets.code(appointment).replace(" ", ""), tickets.code(appointment).replace(" ", "").lower()]
    return Traces(secrets, read_mails(tmp_path / "mail"), logged.getvalue(), published, dump_redis(settings))


def book_and_change(client: Client) -> tuple[Appointment, Hold]:
    """Every page a person passes from the first press to the cancelled ticket."""
    concern = ConcernFactory(minutes=10)
    times = [MONDAY.replace(day=22, hour=hour) for hour in (8, 9)]
    for start in times:
        SlotFactory(queue=concern.queue, starts_at=start)
    day = reverse("appointments:day", args=[concern.slug, times[0].date()])
    person = client.post(day, {"start": times[0].isoformat(), "attempt": str(uuid.uuid4())})["Location"]
    client.post(person, WRITTEN | {"email": "wrong"})
    check = client.post(person, WRITTEN)["Location"]
    client.get(check)
    client.post(check)
    hold, appointment = Hold.objects.get(), Appointment.objects.get()
    born = {name: value for name, value in WRITTEN.items() if name.startswith("birth")}
    code = {"code": tickets.code(appointment), **born}
    for typed in (code, code | {"birth_date_year": "1989"}, code | {"send": "1"}):
        client.post(reverse("appointments:find"), typed)
    client.post(reverse("appointments:find_by_address"), born | {"email": WRITTEN["email"]})
    for page in ("ticket", "ticket_calendar", "move", "cancel"):
        assert client.get(tickets.path(appointment, page)).status_code == 200
    move = reverse("appointments:move_day", args=[tickets.token(appointment), times[1].date()])
    client.post(move, {"start": times[1].isoformat(), "attempt": str(uuid.uuid4())})
    outbox.sweep(now=timezone.now())  # the mail of the cancellation carries no link any more
    client.post(tickets.path(appointment, "cancel"))
    appointment.refresh_from_db()
    assert (appointment.starts_at, appointment.status) == (times[1], "cancelled")
    return appointment, hold


def read_mails(folder) -> list[str]:
    mails = [message_from_bytes(file.read_bytes(), policy=default) for file in sorted(folder.glob("*.eml"))]
    return ["\n".join(str(part.get_content()) for part in mail.walk() if not part.is_multipart()) for mail in mails]


def dump_redis(settings) -> str:
    """Every key and value of the broker, the cache and our own counters."""
    urls = [settings.CELERY_BROKER_URL, f"{settings.REDIS_URL}/1", settings.CACHES["default"]["LOCATION"]]
    return "\n".join(_dump(Redis.from_url(url)) for url in urls)


def _dump(client: Redis) -> str:
    read = {
        b"string": client.get,
        b"list": lambda name: client.lrange(name, 0, -1),
        b"set": client.smembers,
        b"hash": client.hgetall,
        b"zset": lambda name: client.zrange(name, 0, -1),
        b"none": lambda _name: "gone meanwhile",
    }
    with client:
        lines = [repr((name, read[client.type(name)](name))) for name in client.scan_iter()]
    return "\n".join([*lines, *(repr(b64decode(body)) for body in re.findall(r'"body": "([^"]+)"', "".join(lines)))])


def tables() -> list[str]:
    """Every table of the database, by its own catalogue."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_schema || '.' || table_name FROM information_schema.tables "
            "WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')"
        )
        return sorted(name for (name,) in cursor.fetchall())


def content(table: str) -> list[str]:
    """The rows of a table as JSON."""
    schema, name = table.split(".")
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT to_jsonb(line)::text FROM "{schema}"."{name}" line')
        return [row for (row,) in cursor.fetchall()]


def found(words, places: dict[str, str]) -> list[tuple[str, str]]:
    """Where which word occurs, however its letters are written."""
    return [(place, word) for place, text in places.items() for word in words if word.lower() in text.lower()]


def test_the_mails_carry_the_link_so_the_search_knows_what_it_looks_for(booking):
    """Confirmation, link again, moved, cancelled: those that are still true at the moment of sending."""
    assert len(booking.mails) >= 1
    assert [mail for mail in booking.mails if booking.secrets[0] in re.sub(r"\r?\n ", "", mail)] != []


def test_links_and_codes_lie_in_no_table(booking):
    dump = {table: "\n".join(content(table)) for table in tables()}
    assert "public.appointments_appointment" in dump
    assert len("".join(dump.values())) > 10_000
    assert found(booking.secrets, dump) == []


def test_a_person_lies_in_the_own_record_and_in_the_draft_alone(booking):
    dump = {table: "\n".join(content(table)) for table in tables()}
    places = {table for table, _word in found(PERSON, dump)}
    assert places == {"public.appointments_appointment", "public.appointments_hold"}


def test_the_history_knows_that_something_happened_but_not_to_whom(booking):
    names = {f"public.{model._meta.db_table}" for model in apps.get_models() if issubclass(model, (Event, Context))}
    history = {table: content(table) for table in names}
    assert names <= set(tables())
    assert len(history[f"public.{Appointment.pgh_event_model._meta.db_table}"]) == 3
    assert len(history["public.pghistory_context"]) >= 3
    text = {table: "\n".join(rows) for table, rows in history.items()}
    assert found([*booking.secrets, *PERSON], text) == []
    assert found(["/termin/", "/platz/"], text) == []


def test_the_log_has_a_line_for_each_request_and_nothing_of_the_person(booking):
    routes = set(re.findall(r'"route": "appointments:(\w+)"', booking.logs))
    assert routes == {
        "day",
        "person",
        "check",
        "find",
        "find_by_address",
        "ticket",
        "ticket_calendar",
        "move",
        "move_day",
        "cancel",
    }
    assert found([*booking.secrets, *PERSON, "/termin/"], {"log": booking.logs}) == []


def test_workers_are_told_identifiers_only(booking):
    assert len(booking.tasks) == 5
    assert {re.search(r"\('([\w.]+)'", task).group(1) for task in booking.tasks} == {
        "notifications.tasks.deliver_message"
    }
    assert found([*booking.secrets, *PERSON], {"tasks": "\n".join(booking.tasks)}) == []


def test_redis_knows_neither_links_nor_persons(booking):
    assert "deliver_message" in booking.redis
    assert "limit:booking" in booking.redis
    assert found([*booking.secrets, *PERSON], {"redis": booking.redis}) == []
