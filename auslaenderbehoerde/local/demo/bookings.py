"""Some days that are already well booked, through the same verbs as everybody's bookings."""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import count, cycle
from uuid import uuid4

from appointments import holds, pickups
from appointments.availability import DayOffer, Visit, load, next_days
from appointments.exceptions import TimeTaken
from appointments.models import Appointment, Channel, Concern, Hold
from appointments.services import Person, book_appointment
from auslaenderbehoerde.local.demo.cards import arrived_card
from auslaenderbehoerde.local.demo.content import Content, read

TENTHS_TAKEN = (10, 9, 8, 5, 3)  # of the places on the next days that can be booked from home, day by day

People = Iterator[tuple[Person, str]]


def book_demo_days(*, today: date, now: datetime) -> None:
    """Fill the next days with invented people. No e-mail address: nobody is written to."""
    if Appointment.objects.exists():
        return
    people = _people()
    concerns = list(Concern.objects.offered(Channel.EVERYONE).for_booking())
    for queue in dict.fromkeys(concern.queue_id for concern in concerns):
        visits = [Visit(concern, 1, Channel.EVERYONE) for concern in concerns if concern.queue_id == queue]
        shortest = min(visits, key=lambda visit: visit.minutes)
        days = next_days(shortest, now=now, after=today, count=len(TENTHS_TAKEN))
        for day, tenths in zip(days, TENTHS_TAKEN, strict=False):
            _book_day(visits, shortest, day, tenths=tenths, people=people, now=now)


def _book_day(
    visits: list[Visit], shortest: Visit, day: DayOffer, *, tenths: int, people: People, now: datetime
) -> None:
    """Book a share of a day's places, round after round from morning to evening, with ever another concern."""
    queue = shortest.concern.queue_id
    rows = load([queue], channel=Channel.EVERYONE, first=day.day, last=day.day, now=now)[queue, day.day]
    left = sum(row.free for row in rows) * tenths // 10
    wishes, refused = cycle(visits), 0
    for start in cycle(day.times):
        if left < shortest.steps or refused == len(day.times):
            return
        wish = next(wishes)
        visit = next((each for each in (wish, shortest) if _booked(each, start, people=people, now=now)), None)
        refused = 0 if visit else refused + 1
        left -= visit.steps if visit else 0


def _booked(visit: Visit, start: datetime, *, people: People, now: datetime) -> bool:
    """Whether the visit still found room at this time; then it is booked."""
    try:
        hold = holds.hold_place(visit=visit, start=start, attempt=uuid4(), now=now)
    except TimeTaken:
        return False
    _confirm(hold, *next(people), now=now)
    return True


def _confirm(hold: Hold, person: Person, language: str, *, now: datetime) -> None:
    """Where a card is needed, it has come."""
    if not hold.concern.needs_card:
        book_appointment(hold=hold, person=person, language=language, now=now)
        return
    card = arrived_card(person, language=language, office=hold.concern.queue.office, now=now)
    pickups.book_pickup(hold=hold, cards=[str(card.pk)], email="", language=language, now=now)


def _people() -> People:
    """The demo persons again and again, each time four years younger, so that none of them comes twice."""
    persons: list[Content] = read("persons")["person"]
    for years in count(step=4):
        for values in persons:
            birth = values["birth_date"]
            born = f"{int(birth[:4]) + years}{birth[4:]}"
            names = {"family_name": values["family_name"], "given_names": values["given_names"]}
            yield Person(**names, birth_date=born), values["language"]
