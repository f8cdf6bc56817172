"""How long a web process takes to answer its first page."""

import asyncio
import time
from collections.abc import Iterator

from bench.client import Client
from bench.servers import serving


def run() -> Iterator[dict]:
    """Seconds from starting granian to the first answer, against the bare project."""
    seconds = {name: _first_answer(name) for name in ("bench.settings", "bench.bare")}
    value, bare = seconds["bench.settings"], seconds["bench.bare"]
    yield {
        "name": "start", "value": round(value, 2), "unit": "s", "n": 1,
        "against": "bare Django project", "ratio": round(value / bare, 2),
    }  # fmt: skip


def _first_answer(settings_module: str) -> float:
    begun = time.perf_counter()
    with serving(settings_module) as server:
        asyncio.run(Client(server.port).get("/livez"))
        return time.perf_counter() - begun
