"""Has my card arrived? The time of the answer to a right code, a wrong one, and a right one with another birthday.

All three are asked in turn by the same clients, so that what else the machine does falls on each alike. Limits are
off here; that their counters get the same commands whatever was typed is held by `tests/portal/test_cards.py`.
"""

import time
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from secrets import token_hex

from bench.client import Client, crowd, people
from bench.servers import serving
from eakte.models import CardStatus
from eakte.pickup_codes import ALPHABET, LENGTH, code_key, serial_key

CARDS, PEOPLE, DEEDS = 5000, 4, 3000
PATH = "/de/karte/"
BORN, OTHER = "1990-01-31", "1990-01-30"
KINDS = ("known", "unknown", "other birthday")


def run() -> Iterator[dict]:
    """Median and p95 of the three, and their ratios; wanted: who does not know cannot tell why by the clock."""
    codes = _cards()
    with serving("bench.settings") as server:
        seconds = _ask(server.port, codes)
    unknown = seconds["unknown"]
    for kind in KINDS:
        yield {
            "name": "status", "code": kind, "value": round(_at(seconds[kind], 0.5), 2), "unit": "ms median",
            "n": len(seconds[kind]), "against": "unknown code",
            "ratio": round(_at(seconds[kind], 0.5) / _at(unknown, 0.5), 3),
            "p95_ms": round(_at(seconds[kind], 0.95), 2),
            "p95_ratio": round(_at(seconds[kind], 0.95) / _at(unknown, 0.95), 3),
        }  # fmt: skip


def _cards() -> list[str]:
    """The public answers of an office's open cards; their codes."""
    codes = [_code(number) for number in range(CARDS)]
    CardStatus.objects.bulk_create(
        CardStatus(
            code_key=code_key(code, BORN),
            serial_key=serial_key(token_hex(5), BORN),
            state=("in_production", "arrived")[number % 2],
            since=date(2026, 11, 2),
        )
        for number, code in enumerate(codes)
    )
    return codes


def _code(number: int) -> str:
    """Twelve signs that are another for every number."""
    return "".join(ALPHABET[(number * 2654435761 >> 3 * position) % 32] for position in range(LENGTH))


def _ask(port: int, codes: list[str]) -> dict[str, list[float]]:
    """So many questions of each kind, in turn; sorted seconds by kind, without those of the first moments."""
    seconds: dict[str, list[float]] = defaultdict(list)

    async def ask(client: Client, number: int) -> None:
        kind = KINDS[number % len(KINDS)]
        code = codes[number % CARDS] if kind != "unknown" else codes[number % CARDS][::-1] + "X"
        year, month, day = (OTHER if kind == "other birthday" else BORN).split("-")
        fields = {"birth_date_day": day, "birth_date_month": month, "birth_date_year": year}
        begun = time.perf_counter()
        answer = await client.post(PATH, {"code": code} | fields)
        if answer.status != 200 or (b"noch keine Karte" in answer.body) == (kind == "known"):
            raise RuntimeError(f"{kind}: {answer.status}")
        if number >= DEEDS // 10:
            seconds[kind].append(time.perf_counter() - begun)

    crowd(people(port, PEOPLE), DEEDS, ask, hello=PATH)
    return {kind: sorted(times) for kind, times in seconds.items()}


def _at(seconds: list[float], share: float) -> float:
    """So many milliseconds this share took at most."""
    return seconds[int(len(seconds) * share)] * 1000
