"""Two persons are the same: everything goes to the one who stays, the other remains as a row that leads to her."""

from datetime import datetime

from django.db import transaction

from auslaenderbehoerde.accounts.models import User
from auslaenderbehoerde.clock import local_day
from eakte import card_status, contributions, dates
from eakte.contributions import Merger
from eakte.exceptions import ChangedMeanwhile, NotAllowed, WrongState
from eakte.models import CaseFile, Note, Person, ResidenceCard
from eakte.services import cards, tasks

RIGHT = "eakte.merge_person"
FILLED = ("birth_place", "birth_state", "sex", "nationalities", "email", "phone", "safe_contact_note")
WATCHED = ("safe_contact", "address_blocked")  # what protects one record protects both


@transaction.atomic
def merge(*, kept: Person, gone: Person, seen: tuple[int, int], by: User, now: datetime) -> Person:
    """Move what hangs on `gone` to `kept`, for good. `seen` are the versions of both that were compared."""
    merger = _lock(kept, gone, now)
    if (merger.kept.version, merger.gone.version) != seen:
        raise ChangedMeanwhile
    refuse(merger, by)
    moved = contributions.moves(merger.gone)
    _fill(merger)
    merger = _give_file(merger)
    contributions.merge(merger)
    _note(merger, moved, by)
    _stay(merger)
    _leave(merger)
    return merger.kept


def look(kept: Person, gone: Person, *, now: datetime) -> Merger:
    """Both with their files, to be compared before anything is done."""
    files = {file.person_id: file for file in CaseFile.objects.filter(person__in=[kept, gone])}
    return Merger(kept, gone, files.get(kept.pk), files.get(gone.pk), now)


def refuse(merger: Merger, by: User) -> None:
    """Whether these two can be merged by this person (NotAllowed, WrongState with the reason)."""
    if not by.has_perm(RIGHT):
        raise NotAllowed
    if merger.kept.pk == merger.gone.pk:
        raise WrongState("Das ist dieselbe Person.")
    if merger.kept.merged_into_id or merger.gone.merged_into_id:
        raise WrongState("Eine der beiden Personen ist schon mit einer anderen zusammengeführt.")
    for file in files_of(merger):
        if not CaseFile.objects.visible_to(by).filter(pk=file.pk).exists():
            raise WrongState(f"Die Akte {file.reference} ist gesperrt. Auskunft gibt: {file.blocked_contact}.")
    _refuse_a_leak(merger)


def files_of(merger: Merger) -> list[CaseFile]:
    """The files of both, as far as they have one."""
    return [file for file in (merger.kept_file, merger.gone_file) if file is not None]


def reference_of(merger: Merger) -> str:
    """What is typed to confirm: the file that goes, or the one there is."""
    file = merger.gone_file or merger.kept_file
    return file.reference if file else ""


def _refuse_a_leak(merger: Merger) -> None:
    """What only some may read must not become readable for others by the merger."""
    kept, gone = merger.kept_file, merger.gone_file
    if kept is None or gone is None or not gone.blocked:
        return
    if not kept.blocked:
        raise WrongState(f"Die Akte {gone.reference} ist gesperrt. Sperren Sie zuerst auch die Akte {kept.reference}.")
    if kept.readers.exclude(pk__in=gone.readers.values("pk")).exists():
        raise WrongState(f"Die Akte {kept.reference} lesen mehr Menschen als die Akte {gone.reference}.")


def _lock(kept: Person, gone: Person, now: datetime) -> Merger:
    """Cards with their persons, both persons, both files: always in this order, so that rivals never wait in a ring."""
    list(cards.locking(ResidenceCard.objects.filter(person__in=[kept, gone])))
    people = {row.pk: row for row in _locked(Person.objects.filter(pk__in=[kept.pk, gone.pk]))}
    list(_locked(CaseFile.objects.filter(person__in=[kept, gone])))
    return look(people[kept.pk], people[gone.pk], now=now)


def _locked(rows):
    return rows.select_for_update().order_by("pk")


def _fill(merger: Merger) -> None:
    """What only the other record knows; and whoever was protected in one of them stays protected."""
    kept, gone, born = merger.kept, merger.gone, merger.kept.birth_date
    if gone.birth_date.startswith(born):  # the same day, known more exactly (`eakte.dates`)
        kept.birth_date = gone.birth_date
    for name in FILLED:
        setattr(kept, name, getattr(kept, name) or getattr(gone, name))
    for name in WATCHED:
        setattr(kept, name, getattr(kept, name) or getattr(gone, name))
    kept.version += 1
    kept.save()
    if kept.birth_date != born:
        card_status.follow_birth_date(kept, before=born)


def _give_file(merger: Merger) -> Merger:
    """A person without a file takes over that of the other one as it is."""
    kept_file, gone_file = merger.kept_file, merger.gone_file
    if kept_file is None and gone_file is not None:
        CaseFile.objects.filter(pk=gone_file.pk).update(person=merger.kept, version=gone_file.version + 1)
        kept_file, gone_file = CaseFile.objects.get(pk=gone_file.pk), None
    return Merger(merger.kept, merger.gone, kept_file, gone_file, merger.now)


def _note(merger: Merger, moved: list[str], by: User) -> None:
    gone, file = merger.gone, merger.kept_file
    if file is None:
        return
    where = f"der Akte {merger.gone_file.reference}" if merger.gone_file else "einer zweiten Person"
    born = dates.display(gone.birth_date) or "unbekannt"
    text = f"Zusammengeführt mit {where}. Dort geführt als {gone.full_name}, geboren {born}. " + "; ".join(moved)
    Note.objects.create(case_file=file, text=text.strip(), written_by=by, written_at=merger.now)


def _leave(merger: Merger) -> None:
    """The other person stays as a row that leads on, her file as an empty cover."""
    gone, kept = merger.gone, merger.kept
    gone.merged.update(merged_into=kept)
    gone.merged_into = kept
    gone.version += 1
    gone.save(update_fields=["merged_into", "version"])
    if (file := merger.gone_file) is not None:
        file.closed_at, file.counts_from = file.closed_at or merger.now, local_day(merger.now)
        file.close_reason = CaseFile.CloseReason.MERGED
        file.version += 1
        file.save(update_fields=["closed_at", "counts_from", "close_reason", "version"])


def _stay(merger: Merger) -> None:
    """The file that stays is open if one of the two was, and has a team if one of the two had."""
    kept, gone = merger.kept_file, merger.gone_file
    if kept is None:
        return
    if gone is not None:
        if kept.closed_at and not gone.closed_at:
            kept.closed_at, kept.close_reason, kept.counts_from = None, "", None
        kept.team, kept.caseworker = kept.team or gone.team, kept.caseworker or gone.caseworker
        kept.version += 1
        kept.save()
    tasks.follow_title(kept)
