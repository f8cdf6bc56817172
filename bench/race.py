"""Three hundred people press the same time with a hundred places, at once."""

import statistics
import uuid
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from appointments.models import Slot
from bench import data
from bench.client import Client, Timing, crowd, people
from bench.servers import Server, serving

PEOPLE, PLACES, ROUNDS = 300, 100, 3
YES, FULL = "yes", "full, here are the next"


def run() -> Iterator[dict]:
    """Time until everybody knows, against the bare view; only "yes" or "full, here are the next"."""
    data.bare_tables(ROUNDS, PLACES)
    concern = data.concern("rennen", clerks=PLACES)
    soon = Slot.objects.filter(queue=concern.queue, starts_at__gt=timezone.now() + timedelta(days=7))
    slots = list(soon.order_by("starts_at")[:ROUNDS])
    answers: Counter[str] = Counter()
    with serving("bench.bare") as bare, serving("bench.settings") as portal:
        rounds = [
            (_bare_race(bare, number + 1), _race(portal, concern.slug, slot, answers))
            for number, slot in enumerate(slots)
        ]
    booked = list(Slot.objects.filter(pk__in=[slot.pk for slot in slots]).values_list("booked", flat=True))
    expected = {YES: PLACES * ROUNDS, FULL: (PEOPLE - PLACES) * ROUNDS}
    yield {
        "name": "race", "value": round(statistics.median(mine.total for _its, mine in rounds), 2), "unit": "s",
        "n": PEOPLE, "rounds": ROUNDS, "against": "bare Django view, one UPDATE and one INSERT",
        "ratio": round(statistics.median(mine.total / its.total for its, mine in rounds), 2),
        "bare_s": round(statistics.median(its.total for its, _mine in rounds), 3),
        "answers": dict(answers), "places": PLACES, "booked": booked,
        "wrong": booked != [PLACES] * ROUNDS or answers != expected,
    }  # fmt: skip


def _race(server: Server, slug: str, slot: Slot, answers: Counter[str]) -> Timing:
    path = f"/de/termine/{slug}/tag/{timezone.localdate(slot.starts_at)}/"

    async def press(client: Client, _number: int) -> None:
        answer = await client.post(path, {"start": slot.starts_at.isoformat(), "attempt": str(uuid.uuid4())})
        answers[_meaning(answer.status, answer.body)] += 1

    return crowd(people(server.port, PEOPLE), PEOPLE, press, hello="/de/termin/finden/")


def _bare_race(server: Server, slot: int) -> Timing:
    async def press(client: Client, number: int) -> None:
        await client.post("/book/", {"slot": str(slot), "name": str(number)})

    return crowd(people(server.port, PEOPLE), PEOPLE, press, hello="/page/")


def _meaning(status: int, body: bytes) -> str:
    if status == 302:
        return YES
    return FULL if status == 409 and b'name="start"' in body else f"error {status}"
