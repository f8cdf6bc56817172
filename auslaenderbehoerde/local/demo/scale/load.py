"""Fill an empty installation: in one transaction, batch after batch, so that memory does not grow with the size."""

from collections.abc import Iterator
from datetime import datetime
from random import Random

from django.db import transaction

from auslaenderbehoerde.accounts.models import User
from auslaenderbehoerde.authority.models import Department, Office, Team
from auslaenderbehoerde.local.demo.scale import cards, copying, matters, names, papers, people
from auslaenderbehoerde.local.demo.scale.batch import ORDER, Batch
from auslaenderbehoerde.local.demo.scale.sizes import Size, spread
from auslaenderbehoerde.local.demo.scale.teams import References, desks
from eakte.models import CaseFile, Person

TOGETHER = 2_000  # persons of a batch
NAMES = 50_000  # at most so many different ones; in a whole state many people share theirs
THICKNESS = (1, 2, 2, 3, 4, 4, 5, 6, 8, 15)  # documents of a file, as a share
MATTERS = (1, 1, 2, 1, 3, 1, 2, 1)
SEED = 1979
STAFF = (Department, Team, Team.members.through, User)  # a few rows the planner should know of as well


class NotEmptyError(Exception):
    """There are persons or files already; invented ones are never mixed with them."""


def fill(size: Size, *, office: Office, now: datetime, seed: int = SEED) -> None:
    """Persons, files and everything in them, all or nothing; the same seed gives the same people."""
    if Person.objects.exists() or CaseFile.objects.exists():
        raise NotEmptyError
    with transaction.atomic(), copying.in_bulk(ORDER):
        _fill(size, office, Random(seed), now)  # noqa: S311 - invented people
    copying.analyse((*ORDER, *STAFF))


def _fill(size: Size, office: Office, chance: Random, now: datetime) -> None:
    places, references, batch = desks(size, office), References(), Batch()
    pool = names.pool(min(size.persons, NAMES), chance)
    for number, counts in enumerate(_counts(size)):
        name = pool[number] if number < len(pool) else chance.choice(pool)
        holder = people.add(batch, number, name, chance.choice(places), references, chance, now)
        _put_in(batch, holder, number, counts, office, chance, now)
        if number % TOGETHER == TOGETHER - 1:
            batch.write()
    batch.write()
    references.write_down()


def _counts(size: Size) -> Iterator[tuple[int, int, int]]:
    """How many documents, proceedings and cards each file gets."""
    return zip(
        spread(size.documents, size.persons, THICKNESS),
        spread(size.proceedings, size.persons, MATTERS),
        spread(size.cards, size.persons, (1,)),
        strict=True,
    )


def _put_in(
    batch: Batch,
    holder: people.Holder,
    number: int,
    counts: tuple[int, int, int],
    office: Office,
    chance: Random,
    now: datetime,
) -> None:
    documents, proceedings, ordered = counts
    title, lapses = matters.add_titles(batch, holder, chance, now)
    opened = matters.add_proceedings(batch, holder, proceedings, lapses, chance, now)
    papers.add(batch, holder, documents, opened, chance, now)
    for _card in range(ordered):
        cards.add(batch, holder, number, title, office.pk, chance, now)
