"""Deadlines that are over become tasks, and the three months of § 75 VwGO before they are."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from auslaenderbehoerde.clock import local_day
from eakte.models import Deadline, Task
from eakte.services.tasks import lapses_of

WARN_OF_INACTIVITY = timedelta(days=14)
BATCH = 500
Kind = Deadline.Kind
TEXT = {
    Kind.PAPERS: "Frist für Unterlagen ist am %(day)s abgelaufen",
    Kind.HEARING: "Frist der Anhörung ist am %(day)s abgelaufen",
    Kind.REPLY: "Antwort der anderen Behörde war bis %(day)s erbeten",
    Kind.INACTIVITY: "Drei Monate ohne Entscheidung am %(day)s (§ 75 VwGO)",
    Kind.OBJECTION: "Rechtsbehelfsfrist ist am %(day)s abgelaufen",
    Kind.OTHER: "Wiedervorlage vom %(day)s",
}


@transaction.atomic
def make_tasks(*, now: datetime) -> int:
    """One task for each deadline that needs somebody; how many were new. Safe to run twice."""
    today = local_day(now)
    due = list(_due(today))
    lapses = lapses_of({deadline.proceeding.case_file.person_id for deadline in due})
    wanted = {key_of(deadline): deadline for deadline in due}
    for known in Task.objects.filter(key__in=wanted).values_list("key", flat=True):
        wanted.pop(known, None)
    made = [_task_of(deadline, lapses, now) for deadline in wanted.values()]
    Task.objects.bulk_create(made, BATCH, ignore_conflicts=True)
    return len(made)


def key_of(deadline: Deadline) -> str:
    """It names the day too: a deadline that was moved and is missed again makes another task."""
    return f"deadline:{deadline.pk}:{deadline.due_on}"


def _due(today: date):
    """Over since yesterday, or the three months within two weeks; of proceedings that are not over."""
    running = Deadline.objects.running().filter(proceeding__closed_at=None)
    over = running.filter(due_on__lt=today)
    soon = running.filter(kind=Kind.INACTIVITY, due_on__lte=today + WARN_OF_INACTIVITY)
    return (over | soon).select_related("proceeding__case_file")


def _task_of(deadline: Deadline, lapses: Mapping[UUID, date | None], now: datetime) -> Task:
    proceeding = deadline.proceeding
    case_file = proceeding.case_file
    return Task(
        kind=Task.Kind.DEADLINE,
        text=TEXT[Kind(deadline.kind)] % {"day": f"{deadline.due_on:%d.%m.%Y}"},
        case_file=case_file,
        proceeding=proceeding,
        team_id=proceeding.team_id or case_file.team_id,
        assignee_id=proceeding.caseworker_id or case_file.caseworker_id,
        lapses_on=lapses.get(case_file.person_id),
        due_on=deadline.due_on,
        key=key_of(deadline),
        created_at=now,
    )
