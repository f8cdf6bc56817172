"""What of the record keeps a file from being erased, and how it goes: rows, history, sealed files and their keys."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from auslaenderbehoerde.clock import local_day
from eakte import card_status, storage
from eakte.card_states import LEFT
from eakte.erasing import forget, forget_earlier, remove
from eakte.models import (
    Address,
    AncillaryProvision,
    CaseFile,
    Deadline,
    DeliveryLine,
    Disposal,
    Document,
    DocumentVersion,
    IntakeItem,
    Note,
    OtherName,
    Passport,
    Person,
    Proceeding,
    ResidenceCard,
    ResidenceTitle,
    Task,
)
from eakte.models.files import CaseFileReader

# What could have been deleted one by one before, with the column of its history that leads to the person or the file.
OF_PERSON = (OtherName, Address, Passport, ResidenceTitle, ResidenceCard)
OF_FILE = (Proceeding, Document, Task, Note)


def holds(case_files: Sequence[CaseFile], now: datetime) -> list[tuple[UUID, str]]:
    """An open task or proceeding, a card that has not left, a title that is valid: one query for each."""
    files = [file.pk for file in case_files]
    today, of = local_day(now), {"case_file__in": files}
    cards = ResidenceCard.objects.exclude(state__in=LEFT)
    titles = ResidenceTitle.objects.filter(Q(valid_until=None) | Q(valid_until__gte=today), ended_on=None)
    person = "person__case_file"
    questions: list[tuple[QuerySet[Any], str, str]] = [
        (Task.objects.open().filter(**of), "case_file", "eine Aufgabe ist offen"),
        (Proceeding.objects.open().filter(**of), "case_file", "ein Vorgang ist offen"),
        (cards.filter(**{f"{person}__in": files}), person, "eine Karte ist nicht ausgegeben"),
        (titles.filter(**{f"{person}__in": files}), person, "ein Titel ist noch gültig"),
    ]
    return [
        (pk, reason)
        for rows, column, reason in questions
        for pk in rows.order_by().values_list(column, flat=True).distinct()
    ]


def erase(case_file: CaseFile, _now: datetime) -> None:
    """The person of the file with everything; also those who were merged into her, with their empty covers."""
    people = set(Person.objects.filter(_same(case_file)).values_list("pk", flat=True))
    files = set(CaseFile.objects.filter(person__in=people).values_list("pk", flat=True))
    matters = set(Proceeding.objects.filter(case_file__in=files).values_list("pk", flat=True))
    remove(Task.objects.filter(Q(case_file__in=files) | Q(proceeding__in=matters)))
    remove(Note.objects.filter(case_file__in=files))
    remove(Deadline.objects.filter(proceeding__in=matters))
    _documents(Document.objects.filter(case_file__in=files))
    _cards(ResidenceCard.objects.filter(person__in=people).select_related("person"))
    titles = ResidenceTitle.objects.filter(person__in=people)
    remove(AncillaryProvision.objects.filter(title__in=titles))
    remove(titles)
    remove(Proceeding.objects.filter(pk__in=matters))
    _files(files)
    _people(people, files)


def _same(case_file: CaseFile) -> Q:
    return Q(pk=case_file.person_id) | Q(merged_into=case_file.person_id)


def _documents(papers: QuerySet[Document]) -> None:
    """With the post they came as; a stack goes when the last piece of it has gone."""
    pieces = IntakeItem.objects.filter(document__in=papers)
    stacks = [pk for pk in pieces.values_list("split_from", flat=True) if pk]
    gone = set(papers.values_list("pk", flat=True))
    remove(pieces)
    _papers(gone)
    if empty := IntakeItem.objects.filter(pk__in=stacks, pieces=None):
        _documents(Document.objects.filter(intake_item__in=empty))


def _papers(gone: set[UUID]) -> None:
    """The keys go with the rows, the sealed bytes after the commit: without the keys nobody can read them."""
    for identifier in remove(DocumentVersion.objects.filter(document__in=gone)):
        transaction.on_commit(partial(storage.remove, identifier))
    remove(Document.objects.filter(pk__in=gone))


def _cards(cards: QuerySet[ResidenceCard]) -> None:
    for card in cards:
        card_status.forget(card)
    remove(DeliveryLine.objects.filter(card__in=cards))
    cards.update(replaces=None)
    remove(cards)


def _files(files: set[UUID]) -> None:
    rows = CaseFile.objects.filter(pk__in=files)
    for file in rows:
        file.readers.clear()
    forget(CaseFileReader, casefile_id__in=files)
    Disposal.objects.filter(case_file__in=files).delete()
    remove(rows)


def _people(people: set[UUID], files: set[UUID]) -> None:
    for rows in (Passport.objects, Address.objects, OtherName.objects):
        remove(rows.filter(person__in=people))
    for of_person in OF_PERSON:
        forget_earlier(of_person, "person_id", people)
    for of_file in OF_FILE:
        forget_earlier(of_file, "case_file_id", files)
    Person.objects.filter(pk__in=people).update(merged_into=None)
    remove(Person.objects.filter(pk__in=people))
