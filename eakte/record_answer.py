"""What the record itself stores of a person, for the answer to an access request (Art. 15 DSGVO)."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import Q

from eakte.answering import lines
from eakte.contributions import ExportPart
from eakte.models import (
    Address,
    AncillaryProvision,
    CaseFile,
    Deadline,
    DeliveryLine,
    Disposal,
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
from eakte.services.people import passport_number


def answer(person: Person) -> list[ExportPart]:
    """Person, names, addresses, papers to travel with, titles, cards, matters, tasks, notes; one query for each."""
    people = Person.objects.filter(Q(pk=person.pk) | Q(merged_into=person))
    files = CaseFile.objects.filter(person__in=people).select_related("department", "team")
    return [*_of_people(people), *_of_titles(people), *_of_files(files)]


def _of_people(people: Any) -> list[ExportPart]:
    addresses = Address.objects.filter(person__in=people).select_related("person", "municipality")
    return [
        *lines(people, lambda row: row.created_at),
        *lines(OtherName.objects.filter(person__in=people), lambda row: row.recorded_at),
        *lines(addresses, lambda row: row.person.created_at),
        *(_passport(row) for row in Passport.objects.filter(person__in=people)),
    ]


def _passport(row: Passport) -> ExportPart:
    """The number is sealed, so no column tells it."""
    [line] = lines([row], lambda each: each.recorded_at)
    return replace(line, detail=f"Nummer: {passport_number(row)} · {line.detail}")


def _of_titles(people: Any) -> list[ExportPart]:
    titles = ResidenceTitle.objects.filter(person__in=people)
    cards = ResidenceCard.objects.filter(person__in=people).select_related("title", "office")
    provisions = AncillaryProvision.objects.filter(title__in=titles).select_related("title")
    delivered = DeliveryLine.objects.filter(card__in=cards).select_related("delivery", "card")
    return [
        *lines(titles, lambda row: row.recorded_at),
        *lines(provisions, lambda row: row.title.recorded_at),
        *lines(cards, lambda row: row.ordered_at),
        *lines(delivered, lambda row: row.delivery.created_at),
    ]


def _of_files(files: Any) -> list[ExportPart]:
    matters = Proceeding.objects.filter(case_file__in=files).select_related("service", "team")
    deadlines = Deadline.objects.filter(proceeding__in=matters).select_related("letter")
    tasks = Task.objects.filter(Q(case_file__in=files) | Q(proceeding__in=matters)).select_related("team")
    post = IntakeItem.objects.filter(document__case_file__in=files).select_related("batch", "document")
    return [
        *lines(files, lambda row: row.opened_at),
        *lines(matters, lambda row: row.received_at),
        *lines(deadlines, lambda row: row.set_at),
        *lines(tasks, lambda row: row.created_at),
        *lines(Note.objects.filter(case_file__in=files), lambda row: row.written_at),
        *lines(post, _came),
        *lines(Disposal.objects.filter(case_file__in=files), lambda row: row.recorded_at),
    ]


def _came(row: IntakeItem) -> datetime:
    return row.batch.created_at
