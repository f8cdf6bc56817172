"""The verbs about a title: record, correct, end, take back."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from auslaenderbehoerde.clock import local_day
from eakte.exceptions import ChangedMeanwhile, SomethingMissing, WrongState
from eakte.models import AncillaryProvision, CaseFile, Person, ResidenceTitle
from eakte.services import tasks

Ended = ResidenceTitle.Ended
CATCH_UP = timedelta(days=7)  # nights that may be missed
Provisions = Sequence[tuple[str, str]]  # kind and wording, in their order


@transaction.atomic
def record_title(
    *, person: Person, facts: Mapping[str, Any], provisions: Provisions = (), now: datetime
) -> ResidenceTitle:
    """Write down what a person was given. It replaces what she held, from the day it begins.

    A Fiktionsbescheinigung stands beside the title it is about and replaces only another one (§ 81 Abs. 5 AufenthG).
    One that was given earlier and is written down late is replaced by what came after it.
    """
    locked = Person.objects.select_for_update().get(pk=person.pk)
    _refuse_twice(locked, facts)
    title = ResidenceTitle.objects.create(person=locked, recorded_at=now, **facts)
    _write_provisions(title, provisions)
    _settle(locked, local_day(now))
    _follow(locked)
    title.refresh_from_db()
    return title


@transaction.atomic
def replace_begun(*, today: date) -> int:
    """Titles that were recorded ahead and begin now replace the old ones; for how many people. Safe to run twice."""
    begun = ResidenceTitle.objects.filter(ended_on=None, valid_from__range=(today - CATCH_UP, today))
    people = list(Person.objects.select_for_update().filter(pk__in=begun.values("person")))
    changed = [person for person in people if _settle(person, today)]
    for person in changed:
        _follow(person)
    return len(changed)


def _settle(person: Person, today: date) -> bool:
    """End every title that a later one has replaced; whether there was one."""
    held = list(person.titles.filter(ended_on=None).order_by("valid_from", "recorded_at", "id"))
    ended = False
    for place, old in enumerate(held):
        begun = [new for new in held[place + 1 :] if new.valid_from <= today and _replaces(new, old)]
        if begun:
            _end(old, begun[0].valid_from, Ended.REPLACED)
            ended = True
    return ended


def _refuse_twice(person: Person, facts: Mapping[str, Any]) -> None:
    same = {name: facts.get(name) for name in ("kind", "legal_basis", "valid_from", "valid_until")}
    if person.titles.filter(ended_on=None, **same).exists():
        raise SomethingMissing("Dieser Titel ist schon erfasst.")


def _replaces(new: ResidenceTitle, old: ResidenceTitle) -> bool:
    """A certificate replaces certificates; a title replaces everything."""
    provisional = ResidenceTitle.Kind.PROVISIONAL
    return new.kind != provisional or old.kind == provisional


@transaction.atomic
def correct_title(
    *, title: ResidenceTitle, facts: Mapping[str, Any], provisions: Provisions, version: int
) -> ResidenceTitle:
    """Put right what was written down wrong; the history keeps what stood there."""
    locked = _lock(title, version)
    for name, value in facts.items():
        setattr(locked, name, value)
    _save(locked, *facts)
    if list(locked.provisions.values_list("kind", "text")) != [tuple(each) for each in provisions]:
        locked.provisions.all().delete()
        _write_provisions(locked, provisions)
    _follow(locked.person)
    return locked


@transaction.atomic
def end_title(*, title: ResidenceTitle, reason: str, on: date, version: int) -> ResidenceTitle:
    """It holds no longer: revoked, lapsed, over, or written down by mistake."""
    locked = _lock(title, version)
    if locked.ended_on is not None:
        raise WrongState("Dieser Titel ist schon beendet.")
    if reason not in Ended.values:
        raise SomethingMissing("Bitte geben Sie an, warum der Titel endet.")
    _end(locked, on, reason)
    _follow(locked.person)
    return locked


@transaction.atomic
def take_back_title(*, title: ResidenceTitle, version: int, now: datetime) -> ResidenceTitle:
    """Undo a recording: the title was never right, and what it replaced holds again. Not once a card is on its way."""
    locked = _lock(title, version)
    if locked.ended_on is not None:
        raise WrongState("Dieser Titel ist schon beendet.")
    if locked.cards.exclude(state="void").exists():
        raise WrongState("Zu diesem Titel ist eine Karte bestellt. Er lässt sich berichtigen, nicht zurücknehmen.")
    _end(locked, local_day(now), Ended.WRONG)
    replaced = ResidenceTitle.objects.select_for_update().filter(
        person=locked.person, ended=Ended.REPLACED, ended_on=locked.valid_from
    )
    for other in replaced:
        other.ended_on, other.ended = None, ""
        _save(other, "ended_on", "ended")
    _follow(locked.person)
    return locked


def _lock(title: ResidenceTitle, version: int) -> ResidenceTitle:
    Person.objects.select_for_update().get(pk=title.person_id)
    locked = ResidenceTitle.objects.select_for_update(of=("self",)).select_related("person").get(pk=title.pk)
    if locked.version != version:
        raise ChangedMeanwhile
    return locked


def _end(title: ResidenceTitle, on: date, reason: str) -> None:
    title.ended_on, title.ended = on, reason
    _save(title, "ended_on", "ended")


def _save(title: ResidenceTitle, *fields: str) -> None:
    title.version += 1
    title.save(update_fields=[*fields, "version"])


def _write_provisions(title: ResidenceTitle, provisions: Provisions) -> None:
    AncillaryProvision.objects.bulk_create(
        AncillaryProvision(title=title, kind=kind, text=text, order=order)
        for order, (kind, text) in enumerate(provisions, start=1)
    )


def _follow(person: Person) -> None:
    """Open tasks of the file show the day that holds now."""
    if case_file := CaseFile.objects.filter(person=person).first():
        tasks.follow_title(case_file)
