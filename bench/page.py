"""The pages most people see, against a bare template view in the same run."""

from collections.abc import Iterator

from django.db import connection
from django.test import Client as TestClient
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bench import data
from bench.client import Client, Timing, crowd, people
from bench.servers import serving

DEEDS, PEOPLE = 2000, 8


def run() -> Iterator[dict]:
    """Rate, p95, queries and bytes of start, service and day list."""
    data.bare_tables(1, 1)
    concern = data.concern("seite", clerks=4)
    pages = {
        "start": reverse("portal:start"),
        "service": reverse("portal:service", args=["bench"]),
        "day list": reverse("appointments:day", args=[concern.slug, data.busy_day(concern)]),
    }
    with serving("bench.bare") as server:
        bare = _time(server.port, "/page/")
    with serving("bench.settings") as server:
        for name, path in pages.items():
            yield _line(name, path, _time(server.port, path), bare)


def _time(port: int, path: str) -> Timing:
    async def look(client: Client, _number: int) -> None:
        answer = await client.get(path)
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status}")

    crowd(people(port, PEOPLE), 200, look)
    return crowd(people(port, PEOPLE), DEEDS, look)


def _line(name: str, path: str, timing: Timing, bare: Timing) -> dict:
    with CaptureQueriesContext(connection) as queries:
        body = TestClient(headers={"host": "127.0.0.1"}).get(path).content
    return {
        "name": "page", "page": name, "value": round(timing.rate), "unit": "requests/s", "n": DEEDS,
        "against": "bare Django template view", "ratio": round(timing.rate / bare.rate, 2),
        "p95_ms": round(timing.p95, 1), "p95_ratio": round(timing.p95 / bare.p95, 2),
        "queries": len(queries), "bytes": len(body),
    }  # fmt: skip
