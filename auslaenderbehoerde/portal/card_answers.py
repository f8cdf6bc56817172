"""Has my card arrived? Read from keyed hashes and a state, never from the record.

Every question costs the same, whatever was typed: two keyed hashes and one statement.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Q

from eakte.models import CardStatus, ResidenceCard
from eakte.pickup_codes import code_key, serial_key

State = ResidenceCard.State


class Kind(StrEnum):
    """What a holder may be told. Unknown is one answer for a wrong code, an unknown one and one not known yet."""

    UNKNOWN = "unknown"
    PRODUCTION = "production"
    ARRIVED = "arrived"
    HANDED_OVER = "handed_over"
    POSTED = "posted"
    CONTACT = "contact"


KINDS = {
    State.ORDERED: Kind.PRODUCTION,
    State.IN_PRODUCTION: Kind.PRODUCTION,
    State.ARRIVED: Kind.ARRIVED,
    State.HANDED_OVER: Kind.HANDED_OVER,
    State.POSTED: Kind.POSTED,
    State.PROBLEM: Kind.CONTACT,
    State.VOID: Kind.CONTACT,
}


@dataclass(frozen=True)
class Answer:
    """The answer, since when it holds, and the key of the card's own code to go on with."""

    kind: Kind
    since: date | None = None
    code_key: str = ""


def answer(typed: str, birth_date: str, *, today: date) -> Answer:
    """What is said to somebody who knows a pickup code or a serial number, and the date of birth."""
    by_code = Q(code_key=code_key(typed, birth_date))
    by_serial = Q(serial_key=serial_key(typed, birth_date)) & ~Q(serial_key="")
    kept = Q(delete_on__isnull=True) | Q(delete_on__gt=today)
    found = CardStatus.objects.filter(by_code | by_serial, kept).first()
    return Answer(KINDS[State(found.state)], found.since, found.code_key) if found else Answer(Kind.UNKNOWN)
