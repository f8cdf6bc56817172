"""Every public page in every state, one after the other: whoever walks along looks at each once.

A tour is a generator of names; while it waits, the page of that name stands in the browser.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import uuid4

from django.core.cache import cache
from django.db.models import F
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone, translation
from playwright.sync_api import Page

from appointments import desk, holds, proposals, tickets, urgency
from appointments.guards import BOOKING
from appointments.models import Appointment, Attendance, Concern, Counter, DoorCode, Hold, Slot, UrgentRequest
from auslaenderbehoerde import tokens
from auslaenderbehoerde.authority.models import Office
from auslaenderbehoerde.networks import network_of
from eakte.models import CardStatus
from eakte.pickup_codes import code
from tests.cards import make_card, typed
from tests.journeys.steps import SUBMIT, fill_person

Stops = Iterator[str]

SERVICES = {  # one of each kind
    "online application": "erwerbstaetigkeit",
    "form on paper": "neue-karte",
    "at the door only": "duldung-gestattung",
    "no fee, no form": "adresse",
    "not bookable": "vaterschaft",
}
PAGES = {
    "services": "leistungen/",
    "concerns": "termine/",
    "concerns of one service": "termine/?leistung=abholung",
    "find": "termin/finden/",
    "find, by address": "termin/finden/e-mail/",
    "find, sent": "termin/finden/gesendet/",
    "on site": "vor-ort/",
    "imprint": "impressum/",
    "privacy": "datenschutz/",
    "accessibility": "barrierefreiheit/",
    "Leichte Sprache": "leichte-sprache/",
    "not found": "gibt-es-nicht/",
}
DRAWN = ("400", "403", "410", "500", "503")  # pages no visitor can call up at will
TIMES = ".abh-times button"
GOOD_FRIDAY = date(2027, 3, 26)
NEXT_MONTH, LAST_MONTH = "2027-04", "2027-06"


@contextmanager
def nothing_free(**which) -> Iterator[None]:
    """As if all these places were given away."""
    booked = dict(Slot.objects.filter(**which).values_list("pk", "booked"))
    Slot.objects.filter(pk__in=booked).update(booked=F("capacity"))
    yield
    slots = [Slot(pk=pk, booked=number) for pk, number in booked.items()]
    Slot.objects.bulk_update(slots, ["booked"], batch_size=500)


@dataclass
class Tour:
    """A walk through the portal in one language."""

    page: Page
    server: str
    language: str

    def everything(self) -> Stops:
        """All public pages."""
        yield from self.reading()
        yield from self.collecting()
        yield from self.booking()
        yield from self.changing()
        yield from self.door()
        yield from self.visiting()
        yield from self.drawing()
        yield from self.arriving()
        yield from self.trouble()

    def entrance(self) -> Stops:
        """The two pages everybody sees."""
        yield self.go("", "start")
        self.go_to_day()
        yield self.press(TIMES, "person")

    def go(self, path: str, name: str = "") -> str:
        """Open an address of this language; the name of the stop."""
        self.page.goto(f"{self.server}/{self.language}/{path}")
        return name

    def press(self, button: str, name: str = "") -> str:
        """Press the first of these buttons or links, and wait for the page behind it."""
        with self.page.expect_navigation():
            self.page.locator(button).first.click()
        return name

    def send(self, name: str = "", **values: str) -> str:
        """Fill in and send the form of the page."""
        for field, value in values.items():
            self.page.locator(f"main [name={field}]").fill(value)
        return self.press(SUBMIT, name)

    def choose(self, name: str = "", **values: str) -> str:
        """Choose from lists and send the form."""
        for field, value in values.items():
            self.page.locator(f"[name={field}]").select_option(value)
        return self.send(name)

    def reading(self) -> Stops:
        """What one reads, and the two forms that stand alone."""
        yield self.go("", "start")
        for name, path in PAGES.items():
            yield self.go(path, name)
        for kind, slug in SERVICES.items():
            yield self.go(f"leistungen/{slug}/", f"service: {kind}")
        self.go("barrierefreiheit/")
        yield self.send("accessibility, mistakes", email="keine-adresse")
        self.go("barrierefreiheit/")
        yield self.send("accessibility, sent", message="Kontrast")
        self.go("termin/finden/")
        yield self.send("find, mistakes", birth_date_year="84")
        yield self.send("find, unknown", code="ABCD EFGH", birth_date_year="1984")
        self.go("termin/finden/e-mail/")
        yield self.send("find, by address, mistakes", email="maryam@", birth_date_year="84")
        yield self.go(f"termine/platz/{tokens.make(holds.PURPOSE, uuid4(), 1)}/", "hold, over")

    def collecting(self) -> Stops:
        """From the question whether the card has arrived to the last page before the ticket."""
        card = make_card(office=Office.objects.get(slug="unna"), born="1984-03-02")
        yield self.go("karte/", "card")
        yield self.send("card, mistakes", code="", birth_date_year="84")
        yield self.ask_for("ABCD EFGH JKMN", "card, unknown")
        for state in ("in_production", "handed_over", "posted", "problem", "arrived"):
            CardStatus.objects.update(state=state)
            yield self.ask_for(code(card), f"card, {state}")
        yield self.press("button[name=collect]", "pickup")
        yield self.press("main a.abh-button", "pickup, month")
        self.press(":nth-match(.abh-month__free a, 5)")
        yield self.press(TIMES, "pickup, check")
        yield self.send("pickup, mistakes", email="keine-adresse")
        yield self.send("pickup, ticket", email="anna@example.org")

    def ask_for(self, text: str, name: str) -> str:
        """Ask for a card of somebody born on the second of March 1984."""
        self.go("karte/")
        return self.send(name, **typed(text, "1984-03-02"))

    def booking(self) -> Stops:
        """From the concern to the check, by all detours."""
        yield self.go("termine/arbeit/", "before")
        yield self.send("before, mistakes")
        yield self.choose("elsewhere", residence="05978024", persons="1")
        self.go("termine/arbeit/")
        yield self.choose("elsewhere, unknown", residence="outside", persons="1")
        yield self.go(f"termine/arbeit/monat/?monat={NEXT_MONTH}&personen=2", "month")
        with nothing_free(starts_at__month=6):
            yield self.go(f"termine/arbeit/monat/?monat={LAST_MONTH}&personen=1", "month, nothing free")
        yield self.go(f"termine/arbeit/tag/{GOOD_FRIDAY}/?personen=1", "day, closed")
        yield from self.day()
        yield self.send("person, mistakes", birth_date_day="31", birth_date_month="2", email="keine-adresse")
        yield from self.finish()

    def go_to_day(self, persons: int = 1) -> None:
        """A day with free times."""
        self.go(f"termine/arbeit/monat/?monat={NEXT_MONTH}&personen={persons}")
        self.press(":nth-match(.abh-month__free a, 5)")

    def day(self) -> Stops:
        """A day as it should be, one that is full, and a time somebody else has just taken."""
        self.go_to_day(persons=2)
        yield "day"
        day = date.fromisoformat(self.page.url.rpartition("/tag/")[2].partition("/")[0])
        with nothing_free(starts_at__date=day):
            self.page.reload()
            yield "day, full"
        self.page.reload()
        first = self.page.locator(TIMES).first.get_attribute("value")
        with nothing_free(starts_at=first):
            yield self.press(TIMES, "day, taken")
        yield self.press(TIMES, "person")

    def finish(self) -> Stops:
        """Fill in, let it lapse, book; then the same person once more."""
        self.fill()
        yield "check"
        check = self.page.url
        Hold.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
        self.page.reload()
        yield "check, lapsed"
        yield self.press(".abh-back a", "person, lapsed")
        yield self.press(".abh-back a", "day, other time")
        yield self.press("form ~ p a[href*='/monat/']", "month, other day")
        self.page.goto(check)
        yield self.send("ticket")

    def fill(
        self, family: str = "Łukaszewska-Wróblewska", given: str = "Żółć", email: str = "anna@example.org"
    ) -> None:
        """Somebody whose name is new in every language, and long."""
        with self.page.expect_navigation():
            name = {"family": family, "given": f"{given} {self.language}"}
            fill_person(self.page, **name, born=("2", "3", "1984"), email=email)

    def changing(self) -> Stops:
        """The ticket is in the browser: move, a proposal of the office, too late, cancel."""
        ticket, booked = self.page.url, Appointment.objects.latest("booked_at")
        self.page.goto(f"{ticket}verschieben/")
        yield "move"
        yield self.press(".abh-month__free a", "move, day")
        self.page.goto(f"{ticket}absagen/")
        yield "cancel"
        self.go_to_day()
        self.press(TIMES)
        self.fill()
        yield self.send("check, booked already")
        yield from self.answering(ticket, booked)
        Office.objects.update(change_limit_hours=24 * 365)
        self.page.goto(f"{ticket}absagen/")
        yield "too late"
        self.page.goto(ticket)
        yield "ticket, too late"
        Office.objects.update(change_limit_hours=0)
        self.page.goto(f"{ticket}absagen/")
        yield self.send("ticket, cancelled")
        Appointment.objects.filter(pk=booked.pk).update(cancel_reason="illness")
        self.page.reload()
        yield "ticket, cancelled by the office"
        Appointment.objects.filter(pk=booked.pk).update(status="booked", day=date(2027, 3, 1), cancel_reason="")
        self.page.reload()
        yield "ticket, past"
        Appointment.objects.filter(pk=booked.pk).update(status="cancelled")

    def answering(self, ticket: str, booked: Appointment) -> Stops:
        """The office cannot keep the time and proposes another; the answer comes too late."""
        now = timezone.now()
        start = proposals.next_time(booked, now=now)
        made = proposals.propose(appointment=booked, start=start, reason="illness", now=now)
        self.page.goto(ticket)
        yield "ticket, proposal"
        self.page.goto(f"{ticket}vorschlag/")
        yield "proposal"
        made.state = made.State.LAPSED
        made.save()
        self.page.reload()
        yield "proposal, lapsed"

    def door(self) -> Stops:
        """Before the door: today's places, none of them, the urgent request, a poster of last year."""
        code = DoorCode.objects.get()
        yield self.go(f"tuer/{code.code}/", "door")
        yield self.go(f"tuer/{code.code}/arbeit/", "door, persons")
        yield self.choose("door, times", persons="1")
        yield self.press(TIMES, "door, person")
        self.fill("Nguyễn", email="")
        yield self.send("door, ticket")
        with nothing_free(starts_at__date=timezone.localdate()):
            yield self.go(f"tuer/{code.code}/", "door, full")
            yield self.go(f"tuer/{code.code}/nebenbestimmung/", "door, nothing free")
        yield self.go(f"tuer/{code.code}/dringend/", "urgent")
        yield self.send("urgent, mistakes", birth_date_year="1")
        self.page.locator("label[for=id_reason_0]").click()
        yield self.send("urgent, sent", family_name="Erdoğan", birth_date_year="1985", contact="+49 170 0000000")
        urgency.decline(request=UrgentRequest.objects.latest("created_at"), reason="Morgen.", now=timezone.now())
        self.page.reload()
        yield "urgent, answered"
        DoorCode.objects.update(replaced_at=timezone.now())
        yield self.go(f"tuer/{code.code}/", "door, replaced poster")
        DoorCode.objects.update(replaced_at=None)

    def visiting(self) -> Stops:
        """The day itself, on the phone of the person from the door: arrive, wait, be called, be served."""
        Office.objects.update(arrival_early_minutes=120)
        booked = Appointment.objects.latest("booked_at")
        with translation.override(self.language):
            self.page.goto(self.server + tickets.path(booked))
        yield "visit, may arrive"
        yield self.press(".abh-stand__button", "visit, waiting")
        visit, counter = Attendance.objects.get(appointment=booked), Counter.objects.first()
        desk.call(attendance=visit, counter=counter, seen=visit.changed_at, now=timezone.now())
        self.page.reload()
        yield "visit, called"
        visit.refresh_from_db()
        desk.did_not_come(attendance=visit, seen=visit.changed_at, now=timezone.now())
        self.page.reload()
        yield "visit, absent"
        Attendance.objects.filter(pk=visit.pk).update(status="served")
        self.page.reload()
        yield "visit, served"
        Attendance.objects.filter(pk=visit.pk).update(status="waiting")
        Office.objects.update(arrival_early_minutes=30)

    def drawing(self) -> Stops:
        """A number without an appointment: not yet, not at all, drawn."""
        code = DoorCode.objects.get().code
        Concern.objects.filter(slug="familie").update(walk_in_weekdays=[0])
        yield self.go(f"tuer/{code}/", "door, numbers later")
        yield self.go(f"tuer/{code}/arbeit/nummer/", "number, none")
        Office.objects.update(arrival_early_minutes=120)
        yield self.go(f"tuer/{code}/", "door, numbers")
        yield self.go(f"tuer/{code}/familie/nummer/", "number, draw")
        yield self.send("number, waiting")
        Concern.objects.update(walk_in_weekdays=[])

    def arriving(self) -> Stops:
        """The terminal in the building, and the screen over the waiting room."""
        came, cancelled = Appointment.objects.filter(language=self.language).order_by("-booked_at")[:2]
        yield self.go("ankunft/unna/", "arrival")
        yield self.send("arrival, mistakes")
        yield self.send("arrival, unknown", code="ABCD EFGH", birth_date_year="1984")
        yield self.send("arrival, cancelled", code=tickets.address(cancelled))
        self.go("ankunft/unna/")
        yield self.send("arrival, welcome", code=tickets.address(came))
        visit = Attendance.objects.filter(status="waiting").latest("arrived_at")
        desk.call(attendance=visit, counter=Counter.objects.last(), seen=visit.changed_at, now=timezone.now())
        yield self.go("anzeige/unna/", "display")
        Office.objects.update(arrival_early_minutes=30)

    def trouble(self) -> Stops:
        """What stands in the way: too many tries, a form that lay open, an error of ours."""
        self.go_to_day()
        self.count_up_to(BOOKING.ask)
        yield self.press(TIMES, "proof of work")
        self.count_up_to(BOOKING.refuse)
        self.go_to_day()
        yield self.press(TIMES, "too many tries")
        cache.clear()
        self.go("termin/finden/")
        self.page.context.clear_cookies()
        yield self.send("form expired", code="ABCD EFGH", birth_date_year="1984")
        for name in DRAWN:
            yield self.go(self.draw(name), name)

    def count_up_to(self, number: int) -> None:
        """As if somebody from this network had pressed so often."""
        key = network_of("127.0.0.1")
        while BOOKING.count(key) < number:
            pass

    def draw(self, name: str) -> str:
        """Prepare the answer with an error page as the server would draw it; its path."""
        path = f"{name}/"
        request = RequestFactory().get(f"/{self.language}/{path}")
        with translation.override(self.language):
            body = render_to_string(f"{name}.html", {"error_reference": "3f9a-77c1"}, request=request)
        answer = {"status": int(name), "content_type": "text/html; charset=utf-8", "body": body}
        self.page.route(f"**/{path}", lambda route: route.fulfill(**answer))
        return path
