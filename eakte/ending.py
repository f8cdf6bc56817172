"""Titles that end soon, in the files of one's teams: how many in 14, 30 and 90 days, and which."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from auslaenderbehoerde.accounts.models import User
from eakte.models import CaseFile, Proceeding, ResidenceTitle
from eakte.services.proceedings import FOR_A_TITLE
from eakte.worklist import LEAD, hidden_from, teams_of

SPANS = (14, 30, 90)


def ending(user: User, *, today: date, days: int) -> Any:
    """The last titles of people of one's files that end within so many days, today included, the next first.

    A title with a longer one beside it ends nothing and is left out.
    """
    longer = ResidenceTitle.objects.filter(person=OuterRef("person"), ended_on=None).filter(
        Q(valid_until=None) | Q(valid_until__gt=OuterRef("valid_until"))
    )
    span = ResidenceTitle.objects.ending(today, today + timedelta(days=days))
    return span.filter(~Exists(longer), **_of_my_people(user)).order_by("valid_until", "id")


def listed(user: User, *, today: date, days: int, without_application: bool) -> QuerySet[ResidenceTitle]:
    """The list behind a number: each with its file, whether somebody has applied, and whether it may be read."""
    applied = Proceeding.objects.open().filter(case_file=OuterRef("person__case_file"), kind__in=FOR_A_TITLE)
    rows = ending(user, today=today, days=days).annotate(
        applied=Exists(applied), hidden=hidden_from(user, "person__case_file")
    )
    if without_application:
        rows = rows.filter(applied=False)
    return rows.select_related("person__case_file__caseworker", "person__case_file__team")


def numbers(user: User, *, today: date) -> list[tuple[int, int]]:
    """Each span of days with its number; one query."""
    within = {f"in_{days}": Count("pk", filter=Q(valid_until__lte=today + timedelta(days=days))) for days in SPANS}
    counted = ending(user, today=today, days=max(SPANS)).order_by().aggregate(**within)
    return [(days, counted[f"in_{days}"]) for days in SPANS]


def _of_my_people(user: User) -> dict[str, Any]:
    """Of the people in the files of one's teams and one's own; a lead without a team looks after all.

    Two reads that each begin an index: joined by "or" they would look at every file.
    """
    teams = list(teams_of(user))
    if not teams and user.has_perm(LEAD):
        return {"person__case_file__isnull": False}
    files = CaseFile.objects.order_by()
    ours = files.filter(team__in=teams).values("person").union(files.filter(caseworker=user).values("person"))
    return {"person__in": ours}
