"""How long a closed file is kept: the law as pure functions."""

from calendar import isleap
from datetime import date

from eakte.models import CaseFile

Reason = CaseFile.CloseReason
OFFICE_YEARS = 10  # where no law and no office says otherwise
LAW = {
    Reason.MOVED: (10, "§ 68 AufenthV"),
    Reason.LEFT: (10, "§ 68 AufenthV"),
    Reason.GERMAN: (10, "§ 68 AufenthV"),
    Reason.DIED: (5, "§ 68 AufenthV"),
    Reason.EXPELLED: (10, "§ 91 Abs. 1 AufenthG"),
}
COUNTED_FROM = {
    Reason.MOVED: "Tag der Abgabe",
    Reason.LEFT: "Tag der Ausreise oder Abmeldung",
    Reason.GERMAN: "Tag der Einbürgerung",
    Reason.DIED: "Todestag",
    Reason.EXPELLED: "Ende der Sperrfrist (§ 11 AufenthG)",
    Reason.OTHER: "Tag des Schließens",
}


def years_of(reason: str, *, office_years: int = OFFICE_YEARS) -> int | None:
    """The years a file is kept after it ended for this reason; None while the reason is not known.

    Handed over, moved away or naturalised: ten years; death: five (§§ 67, 68 AufenthV). Expelled or removed: ten years
    after the entry ban has ended (§ 91 Abs. 1 AufenthG). Otherwise what the office has agreed with its archive.
    """
    if reason in LAW:
        return LAW[Reason(reason)][0]
    return office_years if reason == Reason.OTHER else None


def basis_of(reason: str) -> str:
    """Where that stands."""
    return LAW[Reason(reason)][1] if reason in LAW else "Aktenordnung der Behörde"


def kept_until(counts_from: date, *, years: int) -> date:
    """The last day a file is kept (§ 188 Abs. 2 and 3 BGB: the day of the same number, or the last of its month)."""
    year = counts_from.year + years
    if (counts_from.month, counts_from.day) == (2, 29) and not isleap(year):
        return date(year, 2, 28)
    return counts_from.replace(year=year)


def first_kept(today: date, *, years: int) -> date:
    """What counts from before this day is over today: `kept_until(day) < today` if and only if `day` is before it."""
    year = today.year - years
    if (today.month, today.day) == (2, 29) and not isleap(year):
        return date(year, 3, 1)
    return today.replace(year=year)
