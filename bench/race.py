"""Three hundred people press the same time with a hundred places, at once."""

import asyncio
import uuid
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Max
from django.utils import timezone

from appointments.models import Slot
from bench import data
from bench.client import Client, Timing, crowd
from bench.servers import serving

PEOPLE, PLACES = 300, 100


def run() -> Iterator[dict]:
    """Time until everybody knows, against the bare view; only "yes" or "full, here are the next"."""
    data.bare_tables(1, PLACES)
    concern = data.concern("rennen", clerks=PLACES)
    start = Slot.objects.filter(queue=concern.queue, starts_at__gt=timezone.now() + timedelta(days=7)).order_by(
        "starts_at"
    )[0]
    answers: Counter[str] = Counter()
    path = f"/de/termine/{concern.slug}/tag/{timezone.localdate(start.starts_at)}/"

    async def press(client: Client, _number: int) -> None:
        answer = await client.post(path, {"start": start.starts_at.isoformat(), "attempt": str(uuid.uuid4())})
        answers[_meaning(answer.status, answer.body)] += 1

    async def bare_press(client: Client, number: int) -> None:
        await client.post("/book/", {"slot": "1", "name": str(number)})

    with serving("bench.bare") as server:
        bare = asyncio.run(_race(server.port, "/page/", bare_press))
    with serving("bench.settings") as server:
        timing = asyncio.run(_race(server.port, "/de/termin/finden/", press))
    booked = Slot.objects.filter(pk=start.pk).aggregate(most=Max("booked"))["most"]
    wrong = booked != PLACES or answers != {"yes": PLACES, "full, here are the next": PEOPLE - PLACES}
    yield {
        "name": "race", "value": round(timing.total, 2), "unit": "s", "n": PEOPLE,
        "against": "bare Django view, one UPDATE and one INSERT", "ratio": round(timing.total / bare.total, 2),
        "answers": dict(answers), "places": PLACES, "booked": booked, "wrong": wrong,
    }  # fmt: skip


async def _race(port: int, first: str, press) -> Timing:
    """Everybody has opened the page and holds the cookie, then presses."""
    clients = [Client(port) for _person in range(PEOPLE)]
    for client in clients:
        await client.get(first)
    waiting = iter(clients)

    async def deed(_client: Client, number: int) -> None:
        await press(next(waiting), number)

    return await crowd(port, PEOPLE, PEOPLE, deed)


def _meaning(status: int, body: bytes) -> str:
    if status == 302:
        return "yes"
    return "full, here are the next" if status == 409 and b'name="start"' in body else f"error {status}"
