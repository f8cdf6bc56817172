"""What was written to a person: told in the answer to an access request, and erased with her file."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from appointments.models import Appointment, UrgentRequest
from eakte.contributions import CaseContribution, ExportPart
from eakte.models import CaseFile, Deadline, Person, ResidenceCard
from notifications.models import OutboxMessage

SUBJECTS = {
    "appointment_booked": "Ihr Termin ist gebucht",
    "appointment_moved": "Ihr Termin ist verschoben",
    "appointment_cancelled": "Ihr Termin ist abgesagt",
    "appointment_link": "Der Link zu Ihrem Termin",
    "appointment_proposed": "Vorschlag für eine andere Zeit",
    "urgent_answered": "Antwort auf eine dringende Bitte",
    "papers_asked": "Bitte um Unterlagen",
    "card_arrived": "Ihre Karte ist da",
    "card_reminder": "Erinnerung an Ihre Karte",
}


def answer(person: Person) -> list[ExportPart]:
    """A line for each message there still is: which, in which language, when it left."""
    return [ExportPart(row.created_at, "Nachricht", _told(row)) for row in _of(person)]


def _told(row: OutboxMessage) -> str:
    sent = f", verschickt am {timezone.localtime(row.sent_at):%d.%m.%Y %H:%M}" if row.sent_at else ""
    about = SUBJECTS.get(row.template, row.template)
    return f"{about}, Sprache: {row.language}, Stand: {row.get_state_display()}{sent}"


def erase(case_file: CaseFile, _now: datetime) -> None:
    """What waits would find nobody any more, what is closed says nothing without its record."""
    _of(case_file.person).delete()


def _of(person: Person) -> QuerySet[OutboxMessage]:
    """Messages hold identifiers only, so they are found by what they are about."""
    people = Person.objects.filter(Q(pk=person.pk) | Q(merged_into=person))
    booked = Appointment.objects.filter(case_file__person__in=people)
    asked = UrgentRequest.objects.filter(Q(appointment__in=booked) | Q(attendance__appointment__in=booked))
    about: dict[str, QuerySet[Any]] = {
        "appointment": booked,
        "request": asked,
        "card": ResidenceCard.objects.filter(person__in=people),
        "deadline": Deadline.objects.filter(proceeding__case_file__person__in=people),
    }
    wanted = Q(pk=None)
    for key, rows in about.items():
        wanted |= Q(**{f"identifiers__{key}__in": [str(pk) for pk in rows.values_list("pk", flat=True)]})
    return OutboxMessage.objects.filter(wanted)


MESSAGES = CaseContribution(app="notifications", covers=(), answer=answer, erase=erase)
