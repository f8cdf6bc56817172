"""The page of a case file, another file at each look."""

from collections.abc import Iterator

from django.http import HttpResponse
from django.urls import reverse

from bench.caseload import Caseload, line, measure


def run() -> Iterator[dict]:
    """Median, p95 and queries."""
    yield {"name": "casefile"} | line(measure(_look))


def _look(office: Caseload, number: int) -> HttpResponse:
    return office.client.get(reverse("admin:eakte_file", args=[office.files[number % len(office.files)].pk]))
