"""What clerks do again and again, and who comes to them on this Monday."""

from datetime import datetime, timedelta

from playwright.sync_api import Locator, Page, expect

from appointments.models import Appointment, Attendance
from appointments.services import Person
from auslaenderbehoerde.authority.models import Office
from auslaenderbehoerde.clock import BERLIN
from tests.journeys.booked import book
from tests.journeys.conftest import MORNING
from tests.journeys.lead import sign_in

WEEKS_AGO = MORNING - timedelta(weeks=3)
PEOPLE = {
    "arbeit": (Person("Yılmaz", "Ayşe", "1990-01-31"), "tr"),
    "familie": (Person("Al-Ḥusaynī", "Maryam", "1988-05-01", needs="Rollstuhl"), "ar"),
    "niederlassung": (Person("Kovalenko", "Olena", "1979-12-09"), "uk"),
    "ausbildung": (Person("Łukasz", "Żółć", "2001-11-30"), "de"),
}


def at(hour: int, minute: int = 0, second: int = 0) -> datetime:
    """A time of this Monday."""
    return datetime(2027, 3, 15, hour, minute, second, tzinfo=BERLIN)


def four_people() -> list[Appointment]:
    """Everybody of the forenoon, ten minutes after each other from half past eight on."""
    Office.objects.update(arrival_early_minutes=60)
    starts = [at(8, 30) + timedelta(minutes=10) * number for number in range(len(PEOPLE))]
    return [
        book(concern, start, person, now=WEEKS_AGO, language=language, persons=3 if concern == "familie" else 1)
        for start, (concern, (person, language)) in zip(starts, PEOPLE.items(), strict=True)
    ]


def sit_down(page: Page, portal: str, account: str, counter: str) -> Page:
    """Sign in and take a counter; the board stands in the browser."""
    page.set_default_timeout(10_000)
    sign_in(page, portal, account)
    page.goto(f"{portal}/verwaltung/schalter/")
    page.get_by_text(counter, exact=True).click()
    page.get_by_role("button", name="An diesen Schalter setzen").click()
    expect(page.locator(".desk-head__place")).to_contain_text(counter)
    return page


def press(page: Page, button: str) -> None:
    """Press a button of the board."""
    page.get_by_role("button", name=button).first.click()


def row(page: Page, number: str) -> Locator:
    """Somebody's row of the board."""
    return page.locator(".desk-row", has=page.get_by_text(number, exact=True))


def receive(page: Page, *people: Appointment) -> None:
    """Say of each of them that they are here."""
    for person in people:
        row(page, person.number).get_by_role("button", name="Ist da").click()
        expect(bar(page)).to_contain_text(f"{person.number} ist da.")


def bar(page: Page) -> Locator:
    """The sentence that says what has just been done."""
    return page.locator(".desk-bar--undo")


def called(page: Page) -> Locator:
    """The number of the person at this clerk's counter."""
    return page.locator("#stand .desk-card__number")


def column(page: Page, name: str) -> list[str]:
    """The numbers in a column of the board."""
    rows = page.locator(f"section:has(#spalte-{name}) .desk-row__number")
    return rows.all_inner_texts()


def states() -> dict[str, str]:
    """What the house knows of everybody who is or was here."""
    return dict(Attendance.objects.order_by("number").values_list("number", "status"))
