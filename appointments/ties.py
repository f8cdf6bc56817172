"""Whose file an appointment belongs to: proposed by name and date of birth, decided by a person at the desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Prefetch, Q

from appointments.models import Appointment
from eakte.models import CaseFile, Proceeding
from eakte.names import fold, searchable

SHOWN = 10


@dataclass(frozen=True)
class Suggestion:
    """A file that may be meant, its open proceedings, and what speaks for it."""

    case_file: CaseFile
    same_name: bool
    same_birth_date: bool

    @property
    def sure(self) -> bool:
        """Name and date of birth are the same; a person looks nevertheless."""
        return self.same_name and self.same_birth_date

    @property
    def open_proceedings(self) -> Sequence[Proceeding]:
        """What the visit may be about."""
        return list(self.case_file.proceedings.all())


def suggestions(appointment: Appointment, *, user: Any) -> list[Suggestion]:
    """Files this person may see whose holder has this date of birth and all these names, or exactly this name.

    Two queries, whatever is found; the surest first.
    """
    if appointment.erased_at is not None:
        return []
    whole = searchable(appointment.family_name, appointment.given_names)
    alike = Q(person__birth_date=appointment.birth_date)
    for word in fold(f"{appointment.family_name} {appointment.given_names}").split():
        alike &= Q(person__search_name__contains=f" {word}")
    rows = CaseFile.objects.visible_to(user).filter(alike | Q(person__search_name=whole))
    opened = Prefetch("proceedings", queryset=Proceeding.objects.open())
    found = rows.select_related("person", "team").prefetch_related(opened)[:SHOWN]
    return sorted((_suggest(file, appointment, whole) for file in found), key=lambda each: not each.sure)


def _suggest(file: CaseFile, appointment: Appointment, whole: str) -> Suggestion:
    person = file.person
    return Suggestion(file, person.search_name == whole, person.birth_date == appointment.birth_date)


def file_of(pk: UUID, *, user: Any) -> CaseFile | None:
    """A file this person may tie to, or nothing."""
    return CaseFile.objects.visible_to(user).filter(pk=pk).first()


@transaction.atomic
def tie(*, appointment: Appointment, case_file: CaseFile, proceeding: UUID | None) -> Appointment:
    """The appointment belongs to this file, and to one of its open proceedings if one is named."""
    locked = Appointment.objects.select_for_update().get(pk=appointment.pk)
    locked.case_file = case_file
    locked.proceeding = case_file.proceedings.filter(pk=proceeding).first() if proceeding else None
    locked.save(update_fields=["case_file", "proceeding"])
    return locked


@transaction.atomic
def untie(*, appointment: Appointment) -> None:
    """It was somebody else's."""
    Appointment.objects.filter(pk=appointment.pk).update(case_file=None, proceeding=None)
