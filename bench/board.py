"""Thirty counters ask for the board of a thousand people, and thirty clerks call from three hundred who wait."""

import asyncio
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from appointments import desk
from appointments.models import Attendance
from bench import data
from bench.client import Client, Timing, crowd, people, share, together
from bench.day import COUNTERS, PEOPLE, WAITING, Clerk, concern_of_the_day, full_day
from bench.servers import Server, cpu_ms, serving

POLLS, ROUNDS = 900, 3
SHIFT_SECONDS, EVERY_SECONDS, STEP_SECONDS = 20, 5, 2  # the office's own rhythm: `every 5s` stands in the page
VISIT = re.compile(rb'/besuch/([0-9a-f-]{36})/schritt/fertig/".*?name="seen" value="([^"]+)"', re.S)
HEAD = "/verwaltung/schalter/bench/"


def run() -> Iterator[dict]:
    """Polls with and without something new, the office's rhythm, calling under contention."""
    data.bare_tables(1, 1_000_000)
    clerks = full_day(concern_of_the_day())
    with serving("bench.bare") as bare, serving("bench.settings") as portal:
        yield _polls("nothing new", bare, portal, clerks, known=True)
        yield _polls("all new", bare, portal, clerks, known=False)
        yield _shift(portal, clerks)
        yield _calling(bare, portal, clerks)


# --- polling ---


def _polls(what: str, bare: Server, portal: Server, clerks: Sequence[Clerk], *, known: bool) -> dict:
    marks: dict[int, str] = {}
    answers: Counter[int] = Counter()

    async def look(client: Client, _number: int) -> None:
        answer = await client.get(f"{HEAD}stand/", mark=marks.get(id(client), "") if known else "")
        marks[id(client)] = answer.mark
        answers[answer.status] += 1

    async def bare_look(client: Client, _number: int) -> None:
        await client.get("/page/")

    rounds, its, spent = [], [], Counter[str]()
    for _round in range(ROUNDS):
        marks.clear()
        its.append(crowd(people(bare.port, COUNTERS), POLLS, bare_look))
        before = portal.cpu_seconds()
        rounds.append(crowd([clerk.client(portal.port) for clerk in clerks], POLLS, look, hello=f"{HEAD}stand/"))
        spent += portal.cpu_seconds() - before
    done = together(rounds)
    return {
        "name": "board", "what": f"polls, {what}", "value": round(done.rate), "unit": "polls/s", "n": POLLS * ROUNDS,
        "counters": COUNTERS, "people": PEOPLE, "against": "bare Django template view",
        "ratio": share(rounds, its), "p95_ms": round(done.p95, 1), "bare_p95_ms": round(together(its).p95, 1),
        "queries": _queries(clerks[0], known=known), **cpu_ms(spent, POLLS * ROUNDS),
        "answers": dict(answers), "wrong": not set(answers) <= {200, 304},
    }  # fmt: skip


def _queries(clerk: Clerk, *, known: bool) -> int:
    client, path = clerk.test_client(), reverse("admin:desk_live", args=["bench"])
    mark = client.get(path)["ETag"]
    with CaptureQueriesContext(connection) as queries:
        client.get(path, headers={"if-none-match": mark} if known else {})
    return len(queries)


def _shift(portal: Server, clerks: Sequence[Clerk]) -> dict:
    """Each counter asks every five seconds while every two seconds somebody is written a note."""
    seconds: list[float] = []
    answers: Counter[int] = Counter()
    before = portal.cpu_seconds()
    asyncio.run(_shift_of(portal, clerks, seconds, answers))
    spent = portal.cpu_seconds() - before
    timing = Timing(SHIFT_SECONDS, sorted(seconds))
    return {
        "name": "board", "what": "shift", "value": round(timing.p95, 1), "unit": "ms p95", "n": len(seconds),
        "against": "one core of this machine", "ratio": round(spent.total() / SHIFT_SECONDS, 3),
        "every_s": EVERY_SECONDS, "step_every_s": STEP_SECONDS, **cpu_ms(spent, len(seconds)),
        "answers": dict(answers), "wrong": not set(answers) <= {200, 304},
    }  # fmt: skip


async def _shift_of(portal: Server, clerks: Sequence[Clerk], seconds: list[float], answers: Counter[int]) -> None:
    ends = time.monotonic() + SHIFT_SECONDS

    async def sit(clerk: Clerk, number: int) -> None:
        client, mark = clerk.client(portal.port), ""
        await asyncio.sleep(EVERY_SECONDS * number / COUNTERS)
        while time.monotonic() < ends:
            begun = time.perf_counter()
            answer = await client.get(f"{HEAD}stand/", mark=mark)
            seconds.append(time.perf_counter() - begun)
            answers[answer.status] += 1
            mark = answer.mark
            await asyncio.sleep(EVERY_SECONDS - (time.perf_counter() - begun))
        await client.close()

    async def write() -> None:
        number = 0
        while time.monotonic() < ends:
            await asyncio.to_thread(_write_note, f"Notiz {(number := number + 1)}")
            await asyncio.sleep(STEP_SECONDS)

    await asyncio.gather(write(), *(sit(clerk, number) for number, clerk in enumerate(clerks)))


def _write_note(text: str) -> None:
    try:
        desk.write_note(attendance=Attendance.objects.waiting().first(), note=text)
    finally:
        connection.close()  # of this thread


# --- calling ---


def _calling(bare: Server, portal: Server, clerks: Sequence[Clerk]) -> dict:
    """Everybody calls, sees who comes, is done, and calls again, until nobody waits."""
    called: list[bytes] = []
    presses: list[float] = []
    before = portal.cpu_seconds()
    timing = asyncio.run(_call_all(portal, clerks, called, presses))
    spent = portal.cpu_seconds() - before
    its = crowd(people(bare.port, COUNTERS), 3 * WAITING, _bare_call, hello="/page/")
    twice = [visit for visit, number in Counter(called).items() if number > 1]
    waiting, oftener = Attendance.objects.waiting().count(), Attendance.objects.filter(calls__gt=1).count()
    return {
        "name": "board", "what": "calling", "value": round(timing.rate, 1), "unit": "calls/s", "n": WAITING,
        "clerks": COUNTERS, "against": "bare Django view, one UPDATE and one INSERT",
        "ratio": round(timing.rate / its.rate, 3), "requests_each": 3,
        "call_p95_ms": round(Timing(1, sorted(presses)).p95, 1), **cpu_ms(spent, WAITING),
        "called": len(called), "called_twice": len(twice) + oftener, "left_waiting": waiting,
        "wrong": bool(twice or oftener or waiting) or len(called) != WAITING,
    }  # fmt: skip


async def _call_all(portal: Server, clerks: Sequence[Clerk], called: list[bytes], presses: list[float]) -> Timing:
    clients = [clerk.client(portal.port) for clerk in clerks]
    await asyncio.gather(*(client.get(HEAD) for client in clients))
    begun = time.perf_counter()
    await asyncio.gather(*(_forenoon(client, called, presses) for client in clients))
    total = time.perf_counter() - begun
    await asyncio.gather(*(client.close() for client in clients))
    return Timing(total, [total / len(called)] * len(called))


async def _forenoon(client: Client, called: list[bytes], presses: list[float]) -> None:
    while True:
        begun = time.perf_counter()
        answer = await client.post(f"{HEAD}aufrufen/", {})
        presses.append(time.perf_counter() - begun)
        if answer.status != 302:
            raise RuntimeError(f"{answer.status}: {answer.body[:300]!r}")
        standing = VISIT.search((await client.get(HEAD)).body)
        if standing is None:  # "Gerade wartet niemand."
            return
        visit, seen = standing.groups()
        called.append(visit)
        await client.post(f"{HEAD}besuch/{visit.decode()}/schritt/fertig/", {"seen": seen.decode()})


async def _bare_call(client: Client, number: int) -> None:
    await client.post("/book/", {"slot": "1", "name": str(number)})
