"""Who changed what in a file and when, from the history the database writes. Names of columns, never their content."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice, pairwise
from typing import Any
from uuid import UUID

from django.db import models

from eakte.models import (
    Address,
    CaseFile,
    Deadline,
    Document,
    Note,
    OtherName,
    Passport,
    Person,
    Proceeding,
    ResidenceCard,
    ResidenceTitle,
    Task,
)

SHOWN = 200
WORDS = {"insert": "angelegt", "update": "geändert", "delete": "gelöscht"}
OWN = {"version", "search_name", "sort_key"}  # follow from the other columns
# Each model with the way from a row of its history to the file or the person.
WAYS: list[tuple[Any, str]] = [
    (CaseFile, "pgh_obj_id"),
    (Proceeding, "case_file_id"),
    (Document, "case_file_id"),
    (Task, "case_file_id"),
    (Note, "case_file_id"),
    (Deadline, "proceeding__case_file_id"),
    (Person, "pgh_obj_id"),
    (OtherName, "person_id"),
    (Address, "person_id"),
    (Passport, "person_id"),
    (ResidenceTitle, "person_id"),
    (ResidenceCard, "person_id"),
]
OF_PERSON = {Person, OtherName, Address, Passport, ResidenceTitle, ResidenceCard}


@dataclass(frozen=True)
class Change:
    """One change: of what, which columns, by whom (an account's identifier, or nothing for the system), where."""

    at: datetime
    what: str
    deed: str
    columns: tuple[str, ...]
    user: str
    route: str


def changes_of(case_file: CaseFile) -> list[Change]:
    """The newest changes of a file and its person; one query for each model."""
    found: list[Change] = []
    for model, way in WAYS:
        target: UUID = case_file.person_id if model in OF_PERSON else case_file.pk
        events = model.pgh_event_model.objects.filter(**{way: target}).select_related("pgh_context")
        found += _changes(model, events.order_by("pgh_obj_id", "pgh_id"))
    return list(islice(sorted(found, key=lambda change: change.at, reverse=True), SHOWN))


def _changes(model: type[models.Model], events: Iterable[Any]) -> list[Change]:
    found = []
    for before, event in pairwise([None, *events]):
        same = before is not None and before.pgh_obj_id == event.pgh_obj_id
        found.append(_change(model, before if same else None, event))
    return found


def _change(model: type[models.Model], before: Any, event: Any) -> Change:
    context = (event.pgh_context.metadata or {}) if event.pgh_context else {}
    columns = _columns(model, before, event) if before is not None and event.pgh_label == "update" else ()
    return Change(
        at=event.pgh_created_at,
        what=str(model._meta.verbose_name),
        deed=WORDS.get(event.pgh_label, event.pgh_label),
        columns=columns,
        user=context.get("user") or "",
        route=context.get("route") or "",
    )


def _columns(model: type[models.Model], before: Any, event: Any) -> tuple[str, ...]:
    """The German names of the columns that differ."""
    tracked = {field.attname for field in type(event)._meta.concrete_fields}
    return tuple(
        str(field.verbose_name)
        for field in model._meta.concrete_fields
        if field.attname in tracked
        and field.name not in OWN
        and getattr(before, field.attname) != getattr(event, field.attname)
    )
