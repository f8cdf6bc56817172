"""Meine Arbeit: one's own tasks, the inbox of the team, and the titles that end within ninety days."""

from collections.abc import Iterator
from functools import partial

from django.http import HttpResponse
from django.urls import reverse

from bench.caseload import Caseload, line, measure

LISTS = {
    "mine": ("admin:eakte_worklist", {}),
    "team": ("admin:eakte_worklist", {"liste": "team"}),
    "titles": ("admin:eakte_ending", {"tage": "90"}),
}


def run() -> Iterator[dict]:
    """Median, p95 and queries of each list."""
    for name, (route, query) in LISTS.items():
        path = reverse(route, query=query or None)
        yield {"name": "worklist", "list": name} | line(measure(partial(_look, path)))


def _look(path: str, office: Caseload, _number: int) -> HttpResponse:
    return office.client.get(path)
