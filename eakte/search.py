"""One field for everything: names, dates of birth, references, numbers of passports and cards, codes of appointments.

Who was merged into somebody else leads to her.
"""

import re
from dataclasses import dataclass
from datetime import date
from itertools import takewhile
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Concat

from eakte import contributions, names, sealing, serials
from eakte.models import CaseFile, OtherName, Passport, Person, ResidenceCard, ResidenceTitle
from eakte.querysets import NamedQuerySet
from eakte.services.people import PASSPORT

SHOWN = 50
SHORTEST_WORD = 2
SHORTEST_NUMBER = 6
ISO = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
DAY = re.compile(r"\b(\d{1,2})\.(\d{1,2})\.(\d{4})\b")
MONTH = re.compile(r"\b(\d{1,2})\.(\d{4})\b")
YEAR = re.compile(r"\b(19\d\d|20\d\d)\b")
REFERENCE = re.compile(r"^\s*\w{1,10}-\d{4}-\d{1,8}\s*$")


@dataclass(frozen=True)
class Found:
    """One file of the answer. Of a blocked one only the reference is shown, and whom to ask."""

    case_file: CaseFile
    open_to_me: bool
    valid_until: date | None = None
    has_title: bool = False


@dataclass(frozen=True)
class Answer:
    """The first `SHOWN` files, and whether there are more."""

    found: list[Found]
    more: bool = False


def find(text: str, *, user: Any, today: date) -> Answer:
    """Files that answer to the text. Constant queries, whatever is found."""
    people = _people(text, user=user) + _of_files(contributions.find(text, today))
    if not people:
        return Answer([])
    people += [pk for pk in Person.objects.filter(pk__in=people).values_list("merged_into", flat=True) if pk]
    rows = CaseFile.objects.findable_by(user).filter(person__in=people)
    rows = with_title(rows.select_related("person", "team", "caseworker"), today=today)
    files = list(rows.order_by("person__sort_key", "person_id")[: SHOWN + 1])
    mine = set(CaseFile.objects.filter(pk__in=[file.pk for file in files], readers=user).values_list("pk", flat=True))
    return Answer([_found(file, mine) for file in files[:SHOWN]], more=len(files) > SHOWN)


def with_title(rows: QuerySet[CaseFile], *, today: date) -> QuerySet[CaseFile]:
    """Each file with the kind and the last day of the title that counts today."""
    current = ResidenceTitle.objects.filter(person=OuterRef("person"), ended_on=None, valid_from__lte=today)
    current = current.order_by("-valid_from", "-pk")
    return rows.annotate(
        title_kind=Subquery(current.values("kind")[:1]), title_until=Subquery(current.values("valid_until")[:1])
    )


def _of_files(files: list[UUID]) -> list[UUID]:
    """Whose files the apps above know by something of theirs (the code of an appointment)."""
    return list(CaseFile.objects.filter(pk__in=files).values_list("person", flat=True)) if files else []


def _found(file: Any, mine: set[UUID]) -> Found:
    return Found(file, not file.blocked or file.pk in mine, file.title_until, file.title_kind is not None)


def _people(text: str, *, user: Any) -> list[UUID]:
    """Whose number, reference, or name and date of birth it is."""
    if REFERENCE.match(text):
        return list(CaseFile.objects.filter(reference__iexact=text.strip()).values_list("person", flat=True))
    born, rest = _birth_date(text)
    if not born and (numbered := _by_number(rest)):
        return numbered
    words = [word for word in names.fold(rest).split() if len(word) >= SHORTEST_WORD]
    if not words and not born:
        return []
    return _by_name(words, born, user=user)


def _birth_date(text: str) -> tuple[str, str]:
    """A date of birth in the text, as far as it is known (00 is not), and the text without it."""
    for pattern in (ISO, DAY, MONTH, YEAR):
        if written := pattern.search(text):
            parts = map(int, written.groups() if pattern is ISO else reversed(written.groups()))
            return "-".join(f"{part:02}" for part in takewhile(bool, parts)), text[: written.start()] + " " + text[
                written.end() :
            ]
    return "", text


def _by_number(text: str) -> list[UUID]:
    """Whose passport or card has this number."""
    number = sealing.plain_number(text)
    if len(number) < SHORTEST_NUMBER or not any(sign.isdigit() for sign in number):
        return []
    passports = Passport.objects.filter(number_hash=sealing.number_hash(PASSPORT, number))
    cards = ResidenceCard.objects.filter(serial_hash=serials.hash_of(number))
    return list(passports.values_list("person", flat=True)) + list(cards.values_list("person", flat=True))


def _by_name(words: list[str], born: str, *, user: Any) -> list[UUID]:
    """Whose name, or other name, contains each word; protected names only for those who may see them."""
    found = _first(Person.objects.filter(Q(birth_date__startswith=born) if born else Q()), words)
    if not words:
        return found
    others = OtherName.objects.filter(Q(person__birth_date__startswith=born) if born else Q())
    if not user.has_perm("eakte.view_former_names"):
        others = others.filter(protected=False)
    return found + list(others.named(words).values_list("person", flat=True)[: SHOWN + 1])


def _first(people: NamedQuerySet, words: list[str]) -> list[UUID]:
    """The first in the order of a German list; of a frequent name those whose family name begins with it.

    They stand together in that order, so that an index gives them however many there are. For what is left the order
    is made of what was found: walking through it would read everybody up to the first Yılmaz.
    """
    if len(words) == 1:
        together = people.filter(sort_key__startswith=words[0]).order_by("sort_key", "pk")
        found = list(together.values_list("pk", flat=True)[: SHOWN + 1])
        if len(found) > SHOWN:
            return found
    people = people.named(words)
    order = Concat("sort_key", Value("")) if words else F("sort_key")
    return list(people.order_by(order, "pk").values_list("pk", flat=True)[: SHOWN + 1])
