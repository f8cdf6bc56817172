"""Confirmed bookings against a bare UPDATE and INSERT.

A booking is pressing a time (hold) and confirming: the two requests that take the place. What lies between them, the
form about the person, is filled in outside the clock; its rate is told apart, as that of the whole way.
"""

import re
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import connection
from django.test import Client as TestClient
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from appointments.availability import Visit, offers
from appointments.models import Appointment, Concern
from bench import data
from bench.client import Answer, Client, Timing, crowd, people, share, together
from bench.servers import Server, cpu_ms, serving

ROUNDS, DEEDS = 3, 400
FIRST_PAGE = "/de/termin/finden/"
MARK = re.compile(r"(SAVEPOINT|RELEASE SAVEPOINT|ROLLBACK|BEGIN|COMMIT|SELECT set_config)\b")


def run() -> Iterator[dict]:
    """Rate, share of the bare view and CPU per booking with 8 and 64 clients."""
    data.bare_tables(500, 1000)
    concern = data.concern("buchung", clerks=60)
    times = _times(concern)
    statements = _statements(concern, times[0])
    for clients in (8, 64):
        with serving("bench.bare") as bare, serving("bench.settings") as portal:
            rounds = [(_bare(bare, clients), Round(portal, clients, concern, times)) for _round in range(ROUNDS)]
        yield _line(clients, [its for its, _mine in rounds], [mine for _its, mine in rounds]) | statements


def _line(clients: int, bare: list[Timing], rounds: list["Round"]) -> dict:
    done, n = [mine.booking for mine in rounds], ROUNDS * DEEDS
    whole = [mine.whole for mine in rounds]
    return {
        "name": "booking", "clients": clients, "value": round(together(done).rate, 1), "unit": "bookings/s", "n": n,
        "against": "bare Django view, one UPDATE and one INSERT", "ratio": share(done, bare), "requests_counted": 2,
        "with_the_form": round(together(whole).rate, 1), "with_the_form_ratio": share(whole, bare),
        "bare_rate": round(together(bare).rate), "hold_p95_ms": round(together([r.hold for r in rounds]).p95, 1),
        "confirm_p95_ms": round(together([r.confirm for r in rounds]).p95, 1),
        "bare_p95_ms": round(together(bare).p95, 1), **cpu_ms(sum((r.spent for r in rounds), Counter()), n),
        "wrong": sum(mine.booked for mine in rounds) != n,
    }  # fmt: skip


class Round:
    """So many people press a time, fill in the form and confirm, each step by all before the next."""

    def __init__(self, server: Server, clients: int, concern: Concern, times: list[datetime]) -> None:
        self.server, self.clients, self.concern, self.times = server, clients, concern, times
        self.at: dict[int, str] = {}
        self.spent: Counter[str] = Counter()
        before = Appointment.objects.count()
        with self._counted():
            self.hold = self._crowd(self._press)
        self.form = self._crowd(self._fill_in)
        with self._counted():
            self.confirm = self._crowd(self._confirm)
        self.booked = Appointment.objects.count() - before

    @property
    def booking(self) -> Timing:
        """Hold and confirm together."""
        return Timing(self.hold.total + self.confirm.total, self.confirm.seconds)

    @property
    def whole(self) -> Timing:
        """With the form about the person."""
        return Timing(self.booking.total + self.form.total, self.confirm.seconds)

    def _crowd(self, deed) -> Timing:
        return crowd(people(self.server.port, self.clients), DEEDS, deed, hello=FIRST_PAGE)

    @contextmanager
    def _counted(self) -> Iterator[None]:
        before = self.server.cpu_seconds()
        yield
        self.spent += self.server.cpu_seconds() - before

    async def _press(self, client: Client, number: int) -> None:
        start = self.times[number % len(self.times)]
        self.at[number] = _went_on(await client.post(_day(self.concern, start), _time(start)))

    async def _fill_in(self, client: Client, number: int) -> None:
        self.at[number] = _went_on(await client.post(self.at[number], _person()))

    async def _confirm(self, client: Client, number: int) -> None:
        _went_on(await client.post(self.at[number], {}))


def _statements(concern: Concern, start: datetime) -> dict[str, int]:
    """What hold and confirm ask the database, without the marks of transactions and of the history."""
    client = TestClient(headers={"host": "127.0.0.1"})
    told: list[str] = []

    def send(path: str, fields: dict[str, str]) -> int:
        with CaptureQueriesContext(connection) as queries:
            told.append(client.post(path, fields)["Location"])
        parts = [part.strip() for query in queries for part in re.split(r";\s", query["sql"])]
        return sum(bool(part) and not MARK.match(part) for part in parts)

    hold = send(_day(concern, start), _time(start))
    form, confirm = send(told[-1], _person()), send(told[-1], {})
    return {"hold_statements": hold, "form_statements": form, "confirm_statements": confirm}


def _times(concern: Concern) -> list[datetime]:
    """All free times of two weeks."""
    today = timezone.localdate()
    days = offers(Visit(concern, 1, "everyone"), first=today, last=data.busy_day(concern), now=timezone.now())
    return [time for day in days for time in day.times]


def _day(concern: Concern, start: datetime) -> str:
    return f"/de/termine/{concern.slug}/tag/{timezone.localdate(start)}/"


def _time(start: datetime) -> dict[str, str]:
    return {"start": start.isoformat(), "attempt": str(uuid.uuid4())}


def _went_on(answer: Answer) -> str:
    """Where the portal leads after a step; anything else ends the measurement with its reason."""
    if answer.status != 302:
        raise RuntimeError(f"{answer.status}: {answer.body[:300]!r}")
    return answer.location


def _person() -> dict[str, str]:
    """Somebody new each time, with an address of their own."""
    letters = re.sub(r"\d", lambda digit: "abcdefghij"[int(digit[0])], uuid.uuid4().hex)
    born = {"birth_date_day": "31", "birth_date_month": "1", "birth_date_year": "1990"}
    return {"family_name": f"Muster {letters}", "given_names": "Anna", "email": f"{letters}@example.org"} | born


def _bare(server: Server, clients: int) -> Timing:
    async def book(client: Client, number: int) -> None:
        await client.post("/book/", {"slot": str(number % 500 + 1), "name": "Anna"})

    return crowd(people(server.port, clients), 2 * DEEDS, book, hello="/page/")
