"""The staff's pages for everyone who works here: the same questions as of the public ones."""

import uuid
from collections import defaultdict
from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from appointments import desk
from appointments.models import Counter, UrgentRequest
from auslaenderbehoerde.accounts.models import User
from auslaenderbehoerde.authority.models import Office, Team
from eakte.models import CaseFile, IntakeItem
from eakte.services import intake
from tests.cards import make_card
from tests.factories import papers
from tests.factories.accounts import PASSWORD, staff
from tests.journeys.conftest import MORNING
from tests.journeys.desk import four_people
from tests.journeys.looking import Findings, look

# The pages are asked for outside of the tests' transactions.
pytestmark = pytest.mark.django_db


PAGES = {
    "caseworker": """arbeit/ arbeit/?liste=team arbeit/titel/ akten/ akte-anlegen/ akten/{pk}/ akten/{pk}/tun/titel/
        akten/{pk}/tun/person/ akten/{pk}/tun/vermerk/ akten/{pk}/tun/pass/ schriftstuecke/akte/{pk}/ ablage/{pk}/neu/
        schriftstuecke/{document}/ ausgabe/{pk}/ karte/bestellen/{pk}/ termine/einladen/{pk}/ post/{piece}/
        karten/ karten/karte/{card}/ karten/lieferung/ karten/lieferungen/ karten/unbekannt/ karten/liegen/""",
    "front_desk": """schalter/?waehlen=ja schalter/unna/ schalter/unna/besuch/{visit}/ schalter/unna/nummer/
        schalter/unna/besuch/{visit}/folgetermin/ schalter/unna/termin/{appointment}/
        schalter/unna/dringend/{asked}/""",
    "team_lead": """tag/ tag/?tabelle=ja tag/{day}/kraefte/ tag/{day}/schliessen/?queue=alle tag/{day}/plaetze/
        plan/ plan/schalter/neu/ plan/verlauf/ betroffene/ zahlen/ aushang/ rollen/ aufbewahrung/ auskunft/{pk}/
        zusammenfuehren/{pk}/""",
    "records": "post/ uebernahme/",
    "data_protection_officer": "protokoll/ protokoll/aenderungen/",
    "administrator": "betrieb/ catalogue/service/ accounts/user/",
}


@pytest.fixture(scope="module")
def things(house, django_db_blocker) -> dict[str, str]:
    """Everybody who works here, and one of each thing that has a page; the addresses by what they show."""
    with django_db_blocker.unblock():
        people = {role: staff(role, username=role) for role in PAGES}
        for one in people.values():
            one.teams.set(Team.objects.all())
        day = {"day": str(MORNING.date())}
        return day | _on_paper(people["caseworker"]) | _in_the_house(people["front_desk"])


def _on_paper(clerk: User) -> dict[str, str]:
    """A file with papers missing, a document in it, a scan on the list, a card that has come."""
    case_file = CaseFile.objects.filter(proceedings__state="papers_missing").first()
    document, office = papers.document(case_file, pages=2, by=clerk), Office.objects.get(slug="unna")
    scan = papers.checked(pages=3, name="Scan.pdf")
    intake.take_in(checked=[scan], office=office, origin="upload", by=clerk, now=timezone.now())
    return {
        "pk": str(case_file.pk),
        "document": str(document.pk),
        "piece": str(IntakeItem.objects.get().pk),
        "card": str(make_card(person=case_file.person, office=office).pk),
    }


def _in_the_house(clerk: User) -> dict[str, str]:
    """A forenoon at the desk: one is called, one waits, two are expected, one asks for help at the door."""
    came, waits, *_expected = four_people()
    now, counter = timezone.now(), Counter.objects.get(name="Schalter 1")
    desk.take_counter(counter=counter, clerk=clerk, languages=["tr"], now=now)
    visits = [desk.arrive(appointment=person, now=now) for person in (came, waits)]
    desk.call(attendance=visits[0], counter=counter, seen=visits[0].changed_at, now=now)
    asked = UrgentRequest.objects.create(
        office=counter.office, attempt=uuid.uuid4(), reason="job", family_name="Erdoğan", contact="+49 170 0000000"
    )
    return {"visit": str(visits[0].pk), "appointment": str(waits.pk), "asked": str(asked.pk)}


def test_the_staff_s_door_start_page_list_and_form_are_in_order(house, things, window):
    findings: Findings = defaultdict(list)
    page = window(findings, "de")
    for name in _staff_stops(page, house):
        look(page, name, "de", findings)
    assert {question: answers for question, answers in findings.items() if answers} == {}


def _staff_stops(page: Page, house: str) -> Iterator[str]:
    page.goto(f"{house}/verwaltung/")
    yield "sign-in"
    _sign_in(page, "falsch")
    yield "sign-in, refused"
    _sign_in(page, PASSWORD)
    yield "start"
    page.goto(f"{house}/verwaltung/catalogue/service/")
    yield "list"
    with page.expect_navigation():
        page.locator("#result_list th a").first.click()
    yield "form"


@pytest.mark.parametrize("role", PAGES)
def test_the_pages_of_a_role_are_in_order(house, things, window, role):
    findings: Findings = defaultdict(list)
    page = window(findings, "de")
    page.goto(f"{house}/verwaltung/")
    _sign_in(page, PASSWORD, name=role)
    for path in PAGES[role].split():
        address = path.format(**things)
        assert page.goto(f"{house}/verwaltung/{address}").status == 200, address
        look(page, path, "de", findings)
    assert {question: answers for question, answers in findings.items() if answers} == {}


def _sign_in(page: Page, password: str, name: str = "administrator") -> None:
    page.locator("[name=login]").fill(name)
    page.locator("[name=password]").fill(password)
    with page.expect_navigation():
        page.get_by_role("button", name="Anmelden", exact=True).click()
