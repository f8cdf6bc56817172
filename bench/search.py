"""The one search field: what a caseworker types, from the POST to the list that is shown."""

from collections.abc import Callable, Iterator
from functools import partial

from django.http import HttpResponse
from django.urls import reverse

from bench.caseload import Caseload, line, measure
from eakte import dates
from eakte.models import CaseFile
from eakte.services.people import passport_number

WANTED_MS = 100


def _number(file: CaseFile) -> str:
    return passport_number(file.person.passports.all()[0])


TYPED: dict[str, Callable[[CaseFile], str]] = {
    "whole name": lambda file: file.person.full_name,
    "whole name without marks": lambda file: file.person.search_name.strip(),
    "family name": lambda file: file.person.family_name or file.person.given_names,
    "beginning of a family name": lambda file: (file.person.family_name or file.person.given_names)[:4],
    "given name": lambda file: file.person.given_names.split(" ")[0] or file.person.family_name,
    "most frequent name": lambda _file: "yilmaz",
    "frequent name without its marks": lambda _file: "ozturk",
    "family name and year": lambda file: f"{file.person.family_name} {file.person.birth_date[:4]}",
    "date of birth": lambda file: dates.display(file.person.birth_date).partition(" ")[0],
    "reference": lambda file: file.reference.lower(),
    "passport": _number,
    "nobody": lambda _file: "Wrzlbrmpft",
}


def run() -> Iterator[dict]:
    """Median, p95 and queries of each kind of question."""
    for name, typed in TYPED.items():
        found = line(measure(partial(_look, typed)))
        yield {"name": "search", "typed": name} | found | {"wanted_ms": WANTED_MS, "kept": found["p95_ms"] <= WANTED_MS}


def _look(typed: Callable[[CaseFile], str], office: Caseload, number: int) -> HttpResponse:
    text = typed(office.files[number % len(office.files)])
    return office.client.post(reverse("admin:eakte_search"), {"text": text}, follow=True)
