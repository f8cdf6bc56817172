"""The way out of a file whose time is over: offered to the archive, proposed by one, erased by another."""

from datetime import date, datetime

from django.db import transaction

from auslaenderbehoerde.accounts.models import User
from auslaenderbehoerde.clock import local_day
from eakte import contributions, due_files
from eakte.exceptions import NotAllowed, SomethingMissing, WrongState
from eakte.models import CaseFile, Disposal

RIGHT = "eakte.dispose_casefile"


@transaction.atomic
def offer(*, case_file: CaseFile, offered_on: date, by: User, now: datetime) -> Disposal:
    """Write down when the archive was asked whether it wants the file (§ 4 ArchivG NRW, § 4 BbgArchivG)."""
    locked = _lock(case_file, by, now)
    if offered_on > local_day(now):
        raise SomethingMissing("Dieser Tag liegt in der Zukunft.")
    disposal, _created = Disposal.objects.update_or_create(
        case_file=locked,
        defaults={"offered_on": offered_on, "offered_by": by, "recorded_at": now, **NOT_PROPOSED},
    )
    return disposal


NOT_PROPOSED = {"proposed_at": None, "proposed_by": None}


@transaction.atomic
def propose(*, case_file: CaseFile, by: User, now: datetime) -> Disposal:
    """Say that the file can go. Somebody else decides."""
    disposal = _offered(_lock(case_file, by, now))
    if disposal.proposed_by_id is not None:
        raise WrongState("Diese Akte ist schon zum Löschen vorgeschlagen.")
    disposal.proposed_at, disposal.proposed_by = now, by
    disposal.save(update_fields=["proposed_at", "proposed_by"])
    return disposal


@transaction.atomic
def withdraw(*, case_file: CaseFile, by: User, now: datetime) -> Disposal:
    """It stays for now."""
    disposal = _offered(_lock(case_file, by, now))
    disposal.proposed_at = disposal.proposed_by = None
    disposal.save(update_fields=["proposed_at", "proposed_by"])
    return disposal


@transaction.atomic
def erase(*, case_file: CaseFile, by: User, now: datetime) -> str:
    """Remove the file with everything in it, for good; the line the protocol keeps of it."""
    locked = _lock(case_file, by, now)
    disposal = _offered(locked)
    if disposal.proposed_by_id is None:
        raise WrongState("Diese Akte ist noch nicht zum Löschen vorgeschlagen.")
    if disposal.proposed_by_id == by.pk:
        raise NotAllowed("Wer das Löschen vorgeschlagen hat, bestätigt es nicht. Das tut jemand anderes.")
    line = _trace(locked, disposal)
    contributions.erase(locked, now)
    return line


def _lock(case_file: CaseFile, by: User, now: datetime) -> CaseFile:
    """The file for this deed alone, if its time is over and nothing holds it (NotAllowed, WrongState)."""
    if not by.has_perm(RIGHT):
        raise NotAllowed
    rows = CaseFile.objects.select_for_update(of=("self",)).select_related("department")
    locked = rows.filter(pk=case_file.pk).first()
    if locked is None:
        raise WrongState("Diese Akte gibt es nicht mehr.")
    if not due_files.due(today=local_day(now)).filter(pk=locked.pk).exists():
        raise WrongState("Diese Akte ist noch aufzubewahren.")
    if reasons := contributions.holds([locked], now).get(locked.pk):
        raise WrongState(f"Diese Akte bleibt noch: {', '.join(reasons)}.")
    return locked


def _offered(case_file: CaseFile) -> Disposal:
    disposal = Disposal.objects.select_for_update().filter(case_file=case_file).first()
    if disposal is None:
        raise WrongState("Diese Akte ist dem Archiv noch nicht angeboten.")
    return disposal


def _trace(case_file: CaseFile, disposal: Disposal) -> str:
    """Reference, end, offer and who proposed it, in the 100 characters the protocol has for it; nobody's name."""
    ended, offered = f"{case_file.counts_from:%d.%m.%Y}", f"{disposal.offered_on:%d.%m.%Y}"
    return f"{case_file.reference}, zu {ended}, Archiv {offered}, von {disposal.proposed_by_id.hex}"  # type: ignore[union-attr]
