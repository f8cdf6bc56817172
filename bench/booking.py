"""Confirmed bookings: press a time, fill in, confirm; against a bare UPDATE and INSERT."""

import asyncio
import re
import uuid
from collections.abc import Iterator
from datetime import datetime

from django.db import connection
from django.utils import timezone

from appointments.availability import Visit, offers
from appointments.models import Appointment, Concern
from bench import data
from bench.client import Answer, Client, Timing, crowd
from bench.servers import Server, cpu_seconds, serving

DEEDS = 800


def run() -> Iterator[dict]:
    """Rate and CPU per booking with 8 and 64 clients."""
    data.bare_tables(500, 100)
    concern = data.concern("buchung", clerks=40)
    times = _times(concern)
    for people in (8, 64):
        with serving("bench.bare") as server:
            bare = _bare(server, people)
        with serving("bench.settings") as server:
            before, cpu = Appointment.objects.count(), _cpu(server)
            timing = asyncio.run(crowd(server.port, people, DEEDS, _deed(concern, times)))
            spent, booked = _cpu(server) - cpu, Appointment.objects.count() - before
        yield _line(people, timing, bare, booked, spent)


def _line(people: int, timing: Timing, bare: Timing, booked: int, spent: float) -> dict:
    return {
        "name": "booking", "clients": people, "value": round(timing.rate, 1), "unit": "bookings/s", "n": DEEDS,
        "against": "bare Django view, one UPDATE and one INSERT", "ratio": round(timing.rate / bare.rate, 2),
        "p95_ms": round(timing.p95, 1), "cpu_ms": round(spent / DEEDS * 1000, 2), "requests_each": 4,
        "wrong": booked != DEEDS,
    }  # fmt: skip


def _times(concern: Concern) -> list[datetime]:
    """All free times of two weeks."""
    today = timezone.localdate()
    days = offers(Visit(concern, 1, "everyone"), first=today, last=data.busy_day(concern), now=timezone.now())
    return [time for day in days for time in day.times]


def _deed(concern: Concern, times: list[datetime]):
    async def book(client: Client, number: int) -> None:
        start = times[number % len(times)]
        path = f"/de/termine/{concern.slug}/tag/{timezone.localdate(start)}/"
        if not client.cookies:
            await client.get("/de/termin/finden/")
        held = _went_on(await client.post(path, {"start": start.isoformat(), "attempt": str(uuid.uuid4())}))
        checked = _went_on(await client.post(held, _person()))
        _went_on(await client.post(checked, {}))

    return book


def _went_on(answer: Answer) -> str:
    """Where the portal leads after a step; anything else ends the measurement with its reason."""
    if answer.status != 302:
        raise RuntimeError(f"{answer.status}: {answer.body[:300]!r}")
    return answer.location


def _person() -> dict[str, str]:
    letters = re.sub(r"\d", lambda digit: "abcdefghij"[int(digit[0])], uuid.uuid4().hex)
    born = {"birth_date_day": "31", "birth_date_month": "1", "birth_date_year": "1990"}
    return {"family_name": f"Muster {letters}", "given_names": "Anna", "email": "anna@example.org"} | born


def _bare(server: Server, people: int) -> Timing:
    async def book(client: Client, number: int) -> None:
        if not client.cookies:
            await client.get("/page/")
        await client.post("/book/", {"slot": str(number % 500 + 1), "name": "Anna"})

    return asyncio.run(crowd(server.port, people, DEEDS, book))


def _cpu(server: Server) -> float:
    """Web processes and PostgreSQL's own backends, as far as this machine shows them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        backends = [pid for (pid,) in cursor.fetchall()]
    return server.cpu_seconds() + sum(cpu_seconds(pid) for pid in backends)
