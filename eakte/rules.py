"""The law of proceedings as arithmetic: what an application does to the old title, and when a period ends.

Paragraphs without a name are those of the Residence Act (AufenthG). Counties apply the procedure act of their state;
the federal paragraphs (VwVfG) are cited because the text is the same.
"""

import calendar
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from auslaenderbehoerde.authority.rules import add_working_days
from auslaenderbehoerde.clock import local_day
from eakte.models import Proceeding

Effect = Proceeding.Effect


class Status(StrEnum):
    """What a person had when the application arrived."""

    TITLE = "title"  # Aufenthaltserlaubnis, Blaue Karte EU, ICT-Karte
    NATIONAL_VISA = "national_visa"  # § 6 Abs. 3
    SCHENGEN_VISA = "schengen_visa"  # § 6 Abs. 1
    UNKNOWN_VISA = "unknown_visa"
    UNLIMITED = "unlimited"  # Niederlassungserlaubnis, Daueraufenthalt – EU
    VISA_FREE = "visa_free"  # § 41 AufenthV
    LAWFUL = "lawful"  # lawful without a title for another reason
    BORN_HERE = "born_here"  # § 33
    NO_TITLE = "no_title"  # Duldung, Gestattung, or nothing
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Before:
    """Status and its last day; `basis` is the paragraph of the title, for the two that have a rule of their own."""

    status: Status
    last_day: date | None = None
    basis: str = ""
    valid_from: date | None = None


@dataclass(frozen=True)
class Finding:
    """What the rule says, with its reason. `urgent` is for a person to look at today."""

    effect: str
    reason: str
    urgent: bool = False


@dataclass(frozen=True)
class Ordinance:
    """Titles of one basis that were valid on a day and run on without an application."""

    basis: str
    valid_on: date
    runs_until: date
    name: str


# UkraineAufenthFGV as amended for 2026; a new ordinance is a new line.
ORDINANCES = (Ordinance("24", date(2026, 2, 1), date(2027, 3, 4), "UkraineAufenthFGV"),)
CHANCE = "104c"
AFTER_CHANCE = ("25a", "25b")
VISA_FREE_DAYS = 90
MONTHS_AFTER_BIRTH = 6
MONTHS_WITHOUT_DECISION = 3
POST_DAYS = 4


# --- what an application does (§ 81) ---


def effect_of_application(*, received_at: datetime, before: Before, wanted: str = "", state: str = "") -> Finding:
    """What the law says of the stay until the decision (§ 81 Abs. 2 to 4), as the record shows it.

    The day of receipt is the day in Germany: a title valid until the 31st ends with that day, in summer and in winter
    time. The day does not move to a working day: it ends a title, it is no period in which something is due.
    `wanted` is the basis applied for; `state` counts the holidays for a child born here.
    """
    day = local_day(received_at)
    if before.status in LIMITED:
        return _of_limited_title(day, before, wanted)
    if before.status is Status.BORN_HERE:
        return _of_child(day, before, state)
    if before.status is Status.VISA_FREE and (before.last_day is None or day > before.last_day):
        return Finding(Effect.TO_CHECK, _TEXT["visa_free_over"], urgent=True)
    effect, text = PLAIN[before.status]
    return Finding(effect, text, urgent=before.status is Status.NO_TITLE)


def _of_limited_title(day: date, before: Before, wanted: str) -> Finding:
    """Titles that end, and the national visa (§ 81 Abs. 4)."""
    ordinance = _ordinance_for(before)
    if ordinance and day <= ordinance.runs_until:
        return Finding(Effect.BY_ORDINANCE, f"Bis {ordinance.runs_until:%d.%m.%Y} durch {ordinance.name}.")
    if has_basis(before.basis, CHANCE) and not any(has_basis(wanted, basis) for basis in AFTER_CHANCE):
        return Finding(Effect.NONE, _TEXT["chance"], urgent=True)
    if before.last_day is None:
        return Finding(Effect.TO_CHECK, _TEXT["no_last_day"])
    until = ordinance.runs_until if ordinance else before.last_day
    if day <= until:
        return Finding(Effect.CONTINUES, f"Eingang am {day:%d.%m.%Y}, der Titel galt bis {until:%d.%m.%Y}.")
    return Finding(
        Effect.TO_CHECK, _TEXT["late"] % {"day": f"{day:%d.%m.%Y}", "until": f"{until:%d.%m.%Y}"}, urgent=True
    )


def _of_child(day: date, before: Before, state: str) -> Finding:
    """A child born here: six months for the application (§ 81 Abs. 2 Satz 2). `last_day` is the day of birth."""
    if before.last_day is None or not state:
        return Finding(Effect.TO_CHECK, _TEXT["no_last_day"])
    until = end_of_months(before.last_day, MONTHS_AFTER_BIRTH, state=state)
    if day <= until:
        return Finding(
            Effect.PERMITTED, f"Kind in Deutschland geboren, Antrag bis {until:%d.%m.%Y} (§ 81 Abs. 2 Satz 2)."
        )
    return Finding(Effect.TO_CHECK, f"Der Antrag für das Kind war bis {until:%d.%m.%Y} fällig.", urgent=True)


LIMITED = (Status.TITLE, Status.NATIONAL_VISA)
_TEXT = {
    "late": "Verspätet: Eingang am %(day)s, der Titel galt bis %(until)s. Zu prüfen ist, ob die Fortgeltung "
    "zur Vermeidung einer unbilligen Härte angeordnet wird (§ 81 Abs. 4 Satz 3).",
    "chance": "Aus § 104c führt nur ein Antrag nach § 25a oder § 25b weiter; ein anderer hat keine Wirkung.",
    "no_last_day": "Der letzte Tag ist nicht bekannt.",
    "visa_free_over": "Ohne Visum eingereist (§ 41 AufenthV); die 90 Tage sind vorbei oder nicht bekannt.",
}
PLAIN: dict[Status, tuple[str, str]] = {
    Status.SCHENGEN_VISA: (
        Effect.TO_CHECK, "Ein Schengen-Visum gilt nicht fort (§ 81 Abs. 4 Satz 2); der Einzelfall entscheidet.",
    ),
    Status.UNKNOWN_VISA: (Effect.TO_CHECK, "Ob das Visum ein nationales ist (§ 6 Abs. 3), steht nicht in der Akte."),
    Status.UNLIMITED: (Effect.UNLIMITED, "Der Titel ist unbefristet; nur die Karte läuft ab."),
    Status.VISA_FREE: (
        Effect.PERMITTED, "Ohne Visum eingereist (§ 41 AufenthV), innerhalb von 90 Tagen; Arbeit ist nicht erlaubt.",
    ),
    Status.LAWFUL: (Effect.PERMITTED, "Rechtmäßig ohne Titel im Land (§ 81 Abs. 3 Satz 1)."),
    Status.NO_TITLE: (
        Effect.TO_CHECK, "Kein Titel. Ausgesetzt ist die Abschiebung nur, wenn der Aufenthalt vorher rechtmäßig war "
        "(§ 81 Abs. 3 Satz 2).",
    ),
    Status.UNKNOWN: (Effect.TO_CHECK, "Aus der Akte geht kein Titel hervor."),
}  # fmt: skip


def _ordinance_for(before: Before) -> Ordinance | None:
    """The ordinance that covers this title: of its basis, valid on its day, and not longer by itself."""
    if before.last_day is None:
        return None
    begun = before.valid_from or date.min
    found = (each for each in ORDINANCES if has_basis(before.basis, each.basis))
    return next((each for each in found if begun <= each.valid_on <= before.last_day < each.runs_until), None)


def has_basis(text: str, paragraph: str) -> bool:
    """Whether a basis as people write it ("§ 24 Abs. 1 AufenthG", "§24") names this paragraph."""
    words = text.replace("§", " ").split()
    return bool(words) and words[0].rstrip(",;.").lower() == paragraph


def visa_free_until(entered_on: date) -> date:
    """The last of 90 days without a visa, the day of entry being the first (§ 41 Abs. 3 AufenthV)."""
    return entered_on + timedelta(days=VISA_FREE_DAYS - 1)


# --- when a period ends (§ 31 VwVfG, §§ 187 to 193 BGB) ---


def legal_day(day: date, *, state: str) -> date:
    """The day itself, or the next working day after a Saturday, Sunday or holiday (§ 31 Abs. 3 VwVfG, § 193 BGB)."""
    return add_working_days(day, 0, state=state)


def end_of_weeks(event: date, weeks: int, *, state: str) -> date:
    """The last day of a period of weeks; the day of the event does not count (§ 187 Abs. 1, § 188 Abs. 2 BGB)."""
    return legal_day(event + timedelta(weeks=weeks), state=state)


def end_of_months(event: date, months: int, *, state: str) -> date:
    """The last day of a period of months (§ 188 Abs. 2 and 3 BGB)."""
    return legal_day(months_later(event, months), state=state)


def months_later(day: date, months: int) -> date:
    """The day of the same number, or the last of a shorter month (§ 188 Abs. 3 BGB)."""
    count = day.year * 12 + day.month - 1 + months
    year, month = count // 12, count % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def notified_on(posted: date, *, state: str) -> date:
    """The day a letter counts as received: the fourth after it was posted (§ 41 Abs. 2 VwVfG).

    Whether that day moves off a Sunday is disputed; here it does, because the later day harms nobody.
    """
    return legal_day(posted + timedelta(days=POST_DAYS), state=state)


def objection_until(notified: date, *, state: str) -> date:
    """The last day to go to court or to object: a month after the notification (§ 70 Abs. 1, § 74 Abs. 1 VwGO)."""
    return end_of_months(notified, 1, state=state)


def may_sue_after(received_at: datetime) -> date:
    """Three months after the application: from the next day on inactivity can be sued (§ 75 Satz 2 VwGO).

    It does not move to a working day: nobody has to do anything on it, it is the office's last quiet day.
    """
    return months_later(local_day(received_at), MONTHS_WITHOUT_DECISION)
