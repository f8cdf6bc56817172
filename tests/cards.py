"""A card and its public answer, as the services of the record leave them. Shared by the tests that ask for it."""

from datetime import UTC, date, datetime
from typing import Any

from eakte.models import CardStatus, ResidenceCard
from eakte.pickup_codes import code, code_key, serial_key
from tests.factories.eakte import CardFactory, PersonFactory

SERIAL = "YZ7K4P2M1"
SINCE = date(2027, 3, 10)
ARRIVED = datetime(2027, 3, 10, 9, tzinfo=UTC)
MOMENTS = {"arrived": "arrived_at", "handed_over": "handed_over_at", "posted": "posted_at"}


def make_card(state: str = "arrived", *, serial: str = "", born: str = "1990-01-31", **values: Any) -> ResidenceCard:
    """A card in a state, with the row that answers for it."""
    moment = {MOMENTS[state]: ARRIVED} if state in MOMENTS else {}
    person = values.pop("person", None) or PersonFactory(birth_date=born)
    card = CardFactory(state=state, person=person, **moment | values)
    key = serial_key(serial, person.birth_date) if serial else ""
    CardStatus.objects.update_or_create(
        code_key=code_key(code(card), person.birth_date), defaults={"serial_key": key, "state": state, "since": SINCE}
    )
    return card


def typed(text: str, born: str = "1990-01-31") -> dict[str, str]:
    """What somebody fills in on the page."""
    year, month, day = born.split("-")
    return {"code": text, "birth_date_day": day, "birth_date_month": month, "birth_date_year": year}
