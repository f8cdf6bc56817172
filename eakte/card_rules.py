"""Who usually takes a card, as arithmetic on a date of birth of which only a part may be known."""

from datetime import date

from eakte.card_states import Recipient

CHILD_UNTIL = 16  # from then on the holder comes herself; below it a parent does
ADULT_FROM = 18  # able to act in proceedings (§ 80 Abs. 1 AufenthG)


def youngest_age(birth_date: str, today: date) -> int | None:
    """The age in whole years; where a part of the date is unknown, the youngest it can be."""
    if not birth_date:
        return None
    known = [int(part) for part in birth_date.split("-")]
    year, month, day = [*known, *(12, 31)[len(known) - 1 :]]
    return today.year - year - ((today.month, today.day) < (month, day))


def usual_recipient(birth_date: str, today: date) -> Recipient:
    """Who is asked for first."""
    age = youngest_age(birth_date, today)
    return Recipient.PARENT if age is not None and age < CHILD_UNTIL else Recipient.HOLDER


def is_minor(birth_date: str, today: date) -> bool:
    """Whether somebody else signs for the holder."""
    age = youngest_age(birth_date, today)
    return age is not None and age < ADULT_FROM
