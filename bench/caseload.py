"""Offices of several sizes, each in a database of its own, and pages measured in all of them in turn.

`SIZE=kreis` is compared with a town of an eighth of its size, `SIZE=land` with the county. A caseworker's team has
the same number of files everywhere, so what grows is only what she does not look at.
"""

import os
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from auslaenderbehoerde.accounts.models import User
from auslaenderbehoerde.local.demo.scale.load import fill
from auslaenderbehoerde.local.demo.scale.sizes import SIZES, Size
from bench import data
from eakte.models import CaseFile

TOWN = Size(persons=5_000, documents=25_000, proceedings=7_500, cards=625, teams=1)
OFFICES = {"ort": TOWN, **SIZES}
SMALLER = {"kreis": "ort", "land": "kreis"}
ROUNDS, LOOKS = 6, 15


@dataclass(frozen=True)
class Caseload:
    """A filled office, and a caseworker of its first team who is signed in."""

    database: str
    client: Client
    files: tuple[CaseFile, ...]


@dataclass(frozen=True)
class Measured:
    """The milliseconds of every look by round, the CPU of Python for one, and its queries."""

    rounds: list[list[float]]
    cpu_ms: float
    queries: int

    def at(self, share: float) -> float:
        """This share of all looks took at most so many milliseconds."""
        everything = sorted(look for looks in self.rounds for look in looks)
        return everything[int(len(everything) * share)]


Look = Callable[[Caseload, int], HttpResponse]


def size() -> str:
    """What `SIZE` asks for."""
    wanted = os.environ.get("SIZE", "kreis")
    if wanted not in SMALLER:
        raise SystemExit(f"SIZE={wanted} gibt es nicht. Es gibt: {', '.join(SMALLER)}.")
    return wanted


def measure(look: Look) -> dict[str, Measured]:
    """The same look in the smaller and in the wanted office, in turn, so that other load falls on both alike."""
    main, offices = settings.DATABASES["default"]["NAME"], {name: caseload(name) for name in (SMALLER[size()], size())}
    rounds: dict[str, list[list[float]]] = {name: [] for name in offices}
    spent = dict.fromkeys(offices, 0.0)
    for number in range(ROUNDS):
        for name, office in offices.items():
            use(office.database)
            _look(look, office, 0)  # the connection is new
            begun = time.process_time()
            rounds[name].append([_look(look, office, number * LOOKS + place) for place in range(LOOKS)])
            spent[name] += time.process_time() - begun
    queries = {name: _queries(look, office) for name, office in offices.items()}
    use(main)
    each = ROUNDS * LOOKS / 1000
    return {name: Measured(rounds[name], spent[name] / each, queries[name]) for name in offices}


def line(measured: dict[str, Measured]) -> dict:
    """What every line of these benches says."""
    (_name, its), (wanted, mine) = measured.items()
    pairs = zip(mine.rounds, its.rounds, strict=True)
    ratio = statistics.median(statistics.median(big) / statistics.median(small) for big, small in pairs)
    return {
        "value": round(mine.at(0.5), 1), "unit": "ms median", "n": ROUNDS * LOOKS, "size": wanted,
        "against": f"the same at size {SMALLER[wanted]}", "ratio": round(ratio, 2), "p95_ms": round(mine.at(0.95), 1),
        "against_ms": round(its.at(0.5), 1), "against_p95_ms": round(its.at(0.95), 1),
        "cpu_ms_web": round(mine.cpu_ms, 1), "load": round(os.getloadavg()[0], 1),
        "queries": mine.queries, "wrong": mine.queries > its.queries,
    }  # fmt: skip


@cache
def caseload(name: str) -> Caseload:
    """The office of this size, filled when it is asked for first; `python -m bench` drops its database at the end."""
    main = settings.DATABASES["default"]["NAME"]
    database = f"{main}_{name}"
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{database}" TEMPLATE "{main}"')
    use(database)
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE eakte_person, eakte_numberrange CASCADE")  # what another bench has left
    fill(OFFICES[name], office=data.office(), now=timezone.now())
    office = Caseload(database, *_signed_in())
    use(main)
    return office


def use(database: str) -> None:
    """From here on this process talks to another database."""
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = database


def _signed_in() -> tuple[Client, tuple[CaseFile, ...]]:
    user = User.objects.get(username="team-0003")
    files = CaseFile.objects.filter(team__members=user, blocked=False).select_related("person")
    files = files.prefetch_related("person__passports").order_by("pk")
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(user)
    return client, tuple(files[:: max(1, files.count() // (ROUNDS * LOOKS))])


def _look(look: Look, office: Caseload, number: int) -> float:
    begun = time.perf_counter()
    answer = look(office, number)
    took = (time.perf_counter() - begun) * 1000
    if answer.status_code != 200:
        raise RuntimeError(f"{answer.status_code}")
    return took


def _queries(look: Look, office: Caseload) -> int:
    """The usual number: once a minute the session is written, and a file without papers spares a query."""
    use(office.database)
    return statistics.mode(_count(look, office, number) for number in range(LOOKS))


def _count(look: Look, office: Caseload, number: int) -> int:
    with CaptureQueriesContext(connection) as queries:
        look(office, number)
    return len(queries)
