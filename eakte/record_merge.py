"""How the record itself moves what hangs on one person and her file to another, who is the same."""

from datetime import timedelta
from typing import Any

from django.db.models import Model, QuerySet

from auslaenderbehoerde.clock import local_day
from eakte import card_status
from eakte.contributions import Merger
from eakte.models import (
    Address,
    CaseFile,
    Disposal,
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

IN_A_FILE = (Proceeding, Document, Task, Note)
ON_A_PERSON = (OtherName, Address, Passport, ResidenceTitle, ResidenceCard)


def moves(gone: Person) -> list[str]:
    """`Schriftstücke: 3`, for each kind there is something of."""
    rows: list[QuerySet[Any]] = [model.objects.filter(person=gone) for model in ON_A_PERSON]
    rows += [model.objects.filter(case_file__person=gone) for model in IN_A_FILE]
    counted = [(each.model, each.count()) for each in rows]
    return [f"{_many(model)}: {number}" for model, number in counted if number]


def _many(model: type[Model]) -> str:
    name = str(model._meta.verbose_name_plural)
    return name[:1].upper() + name[1:]


def merge(merger: Merger) -> None:
    """Matters and papers into the other file; names, addresses, passports, titles and cards to the other person."""
    kept, gone = merger.kept, merger.gone
    for model in IN_A_FILE if merger.gone_file else ():
        model.objects.filter(case_file=merger.gone_file).update(case_file=merger.kept_file)
    _names(kept, gone)
    _addresses(merger)
    _passports(kept, gone)
    gone.titles.update(person=kept)
    _cards(kept, gone)
    Disposal.objects.filter(case_file__in=_files(merger)).delete()  # what was offered to the archive has changed


def _files(merger: Merger) -> list[CaseFile]:
    return [file for file in (merger.kept_file, merger.gone_file) if file is not None]


def _names(kept: Person, gone: Person) -> None:
    """The name of the other record stays findable, with where it comes from."""
    gone.other_names.update(person=kept)
    written = {"family_name": gone.family_name, "given_names": gone.given_names}
    if (kept.family_name, kept.given_names) == (gone.family_name, gone.given_names):
        return
    if not kept.other_names.filter(**written).exists():
        file = getattr(gone, "case_file", None)
        source = f"zusammengeführt mit {file.reference}" if file else "zusammengeführt mit einer Person ohne Akte"
        OtherName.objects.create(person=kept, kind=OtherName.Kind.SPELLING, source=source, **written)


def _addresses(merger: Merger) -> None:
    """One address is where letters go: that of the person who stays, if she has one."""
    kept, gone = merger.kept, merger.gone
    current = gone.addresses.filter(valid_until=None).first()
    if current is not None and kept.addresses.filter(valid_until=None).exists():
        yesterday = local_day(merger.now) - timedelta(days=1)
        current.valid_until = max(filter(None, (yesterday, current.valid_from)))
        current.save(update_fields=["valid_until"])
    gone.addresses.update(person=kept)


def _passports(kept: Person, gone: Person) -> None:
    """The same passport written down twice is one; what only the other one says is kept."""
    known: dict[tuple[str, str], Passport] = {(row.number_hash, row.state): row for row in kept.passports.all()}
    for passport in gone.passports.all():
        same = known.get((passport.number_hash, passport.state))
        if same is None:
            passport.person = kept
            passport.save(update_fields=["person"])
            continue
        same.issued_on = same.issued_on or passport.issued_on
        same.valid_until = same.valid_until or passport.valid_until
        same.save(update_fields=["issued_on", "valid_until"])
        passport.delete()


def _cards(kept: Person, gone: Person) -> None:
    """The public answers to her cards listen to the date of birth of the person who stays."""
    moved = list(gone.cards.order_by("pk"))
    ResidenceCard.objects.filter(pk__in=[card.pk for card in moved]).update(person=kept)
    if kept.birth_date != gone.birth_date:
        card_status.follow_birth_date(kept, before=gone.birth_date, cards=moved)
