"""How PostgreSQL answers what the code asks: the tables read whole and the indexes used."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext


@dataclass(frozen=True)
class Plan:
    """The plans of every query of a deed together."""

    read_whole: set[str]
    indexes: set[str]


def plan_of(deed: Callable[[], Any]) -> Plan:
    """Do it, then have every SELECT of it explained."""
    with CaptureQueriesContext(connection) as queries:
        deed()
    nodes = [node for query in queries if query["sql"].startswith("SELECT") for node in _explained(query["sql"])]
    return Plan(
        read_whole={node["Relation Name"] for node in nodes if node["Node Type"] == "Seq Scan"},
        indexes={node["Index Name"] for node in nodes if "Index Name" in node},
    )


def _explained(sql: str) -> Iterator[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql.replace('%', '%%')}", [])
        found = cursor.fetchone()[0]
    yield from _nodes((json.loads(found) if isinstance(found, str) else found)[0]["Plan"])


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for inner in plan.get("Plans", []):
        yield from _nodes(inner)
