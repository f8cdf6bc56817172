"""Every public page for everyone: axe finds nothing, nothing scrolls sideways, every word has its language."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import axe_playwright_python
import pytest
import time_machine
from django.core.management import call_command
from django.db import connections
from django.test import override_settings
from playwright.sync_api import Browser, Page

from auslaenderbehoerde.authority.models import Team
from auslaenderbehoerde.local.demo.load import load
from auslaenderbehoerde.local.demo.records import load_records
from eakte.models import CaseFile
from tests.factories.accounts import PASSWORD, staff
from tests.journeys.conftest import DESKTOP, MORNING
from tests.journeys.tour import Tour

# The walks happen outside of the tests' transactions, in fixtures of the module.
pytestmark = pytest.mark.django_db

Findings = dict[str, list[str]]  # by question; each answer begins with the page's name

ENTRANCES = ("en", "ru", "sr-latn", "tr", "uk")
WIDTHS = (320, 640)  # the narrowest telephone; a screen of 1280 pixels at twice the size
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
ALL_RULES = {"resultTypes": ["violations"], "preload": False, "rules": {"target-size": {"enabled": True}}}
# A device for everybody forgets the person before after a while: this one limit on time is needed (WCAG 2.2.1).
SHARED = {**ALL_RULES, "rules": {**ALL_RULES["rules"], "meta-refresh": {"enabled": False}}}
COLOURS = {"resultTypes": ["violations"], "preload": False, "runOnly": ["color-contrast", "link-in-text-block"]}
ASK_AXE = """async options => {
  const { violations } = await axe.run(document, options);
  const why = node => [...node.any, ...node.all, ...node.none].map(check => check.message);
  const told = node => `${node.html.slice(0, 160)} (${why(node)})`;
  return violations.map(rule => `${rule.id}: ${rule.nodes.map(told).join(" | ")}`);
}"""
SETTLED = """() => Promise.allSettled(
  document.getAnimations().filter(one => one instanceof CSSTransition).map(one => one.finished))"""
SIDEWAYS = """() => {
  const root = document.documentElement, much = root.scrollWidth - root.clientWidth;
  return much > 0 ? [`${much} pixels at ${root.clientWidth}`] : [];
}"""
FRAME = """([lang, dir]) => {
  const root = document.documentElement, found = [];
  if (root.lang !== lang || root.dir !== dir) found.push(`${root.lang} ${root.dir}`);
  const headings = document.querySelectorAll("h1").length;
  if (headings !== 1) found.push(`${headings} h1`);
  if (!document.title.split(" – ")[0].trim()) found.push("no title");
  return found;
}"""
# Latin words in an Arabic page belong into an element that says so; signs of isolation in a text do the same.
# In parentheses stands the German word for what is on paper (docs/glossary.md).
STRAYS = """names => {
  const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const marked = "\\u2066[^\\u2069]*\\u2069|\\\\([^()]*\\\\)|\\\\S+@\\\\S+";
  const known = new RegExp(`${marked}|\\\\b(${names.join("|")})\\\\b`, "gu");
  while (walker.nextNode()) {
    const node = walker.currentNode, owner = node.parentElement;
    if (owner.closest("script, noscript, body [lang]:not([lang='ar']), body [dir='ltr'], bdi")) continue;
    if (/\\p{Script=Latin}{2}/u.test(node.data.replace(known, ""))) found.push(node.data.trim());
  }
  return found;
}"""
# What keeps its German name in the office's own Arabic texts: places, papers, institutions, laws, techniques.
NAMES = """
Kreis Unna|Unna|Königsborn|Kamener Straße|Lünen|Bergkamen|Bönen|Fröndenberg/Ruhr|Holzwickede|Kamen|Schwerte|Selm|Werne
Duldung|Aufenthaltsgestattung|Aufenthaltstitel|Fiktionsbescheinigung|Niederlassungserlaubnis
Jobcenter|Integration Point|Sozialamt|Bürgerbüro|Bundesdruckerei
AufenthG|AufenthV|DSGVO|BITVNRW|EN 301 549|WCAG|AA
QR|PDF|PIN|eAT|JavaScript|ABCD EFGH
"""


@pytest.fixture(scope="module")
def house(chromium, server, django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[str]:
    """One portal for all walks of this file: loading the demo costs more than a walk."""
    here = {
        "PUBLIC_URL": server.url,
        "CSRF_TRUSTED_ORIGINS": [server.url],
        "DATA_DIR": tmp_path_factory.mktemp("data"),
        "ALLOWED_HOSTS": ["localhost"],
    }
    with time_machine.travel(MORNING, tick=True), override_settings(**here), django_db_blocker.unblock():
        load("unna", today=MORNING.date(), booked=False)
        staff("administrator", username="chefin")
        load_records(today=MORNING.date(), now=MORNING)
        for role in RECORD:
            staff(role, username=role).teams.set(Team.objects.all())
        yield server.url
        call_command("flush", verbosity=0, interactive=False)
        connections.close_all()


@pytest.fixture(scope="module")
def window(chromium: Browser):
    """Opens a window in which axe waits: as an early script it may run under our strict policy."""
    contexts = []

    def make(findings: Findings, language: str) -> Page:
        context = chromium.new_context(viewport=DESKTOP, locale=language, reduced_motion="reduce")
        contexts.append(context)
        context.add_init_script(path=AXE)
        page = context.new_page()
        page.on("console", lambda message: _listen(findings, page, message.text))
        page.on("pageerror", lambda error: findings["script"].append(f"{page.url}: {error}"))
        return page

    yield make
    for context in contexts:
        context.close()


def _listen(findings: Findings, page: Page, text: str) -> None:
    if "Content Security Policy" in text:
        findings["policy"].append(f"{page.url}: {text}")


def look(page: Page, name: str, language: str, findings: Findings) -> None:
    """Ask everything of the page that stands in the browser, by day and by night, wide and narrow."""

    def note(question: str, answers: list[str]) -> None:
        findings[question] += [f"{name}: {answer}" for answer in answers]

    note("frame", page.evaluate(FRAME, [language, "rtl" if language == "ar" else "ltr"]))
    if language == "ar":
        note("words", page.evaluate(STRAYS, NAMES.split("\n")[1:-1]))
    note("axe", page.evaluate(ASK_AXE, SHARED if name.startswith("arrival") else ALL_RULES))
    page.emulate_media(color_scheme="dark")
    page.evaluate(SETTLED)
    note("dark", page.evaluate(ASK_AXE, COLOURS))
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        note("sideways", page.evaluate(SIDEWAYS))
    page.set_viewport_size(DESKTOP)
    page.emulate_media(color_scheme="light")


def walk(tour: Tour, stops: Iterator[str], findings: Findings) -> list[str]:
    """Look at every stop; their names."""
    names = []
    for name in stops:
        look(tour.page, name, tour.language, findings)
        names.append(name)
    return names


@pytest.fixture(scope="module", params=["de", "ar"])
def everywhere(request, house, window) -> Findings:
    """What a walk through all pages found."""
    findings: Findings = defaultdict(list)
    tour = Tour(window(findings, request.param), house, request.param)
    walk(tour, tour.everything(), findings)
    return findings


def test_axe_finds_nothing_on_any_page(everywhere):
    assert everywhere["axe"] == []


def test_axe_finds_no_weak_colour_in_the_dark(everywhere):
    assert everywhere["dark"] == []


def test_no_page_scrolls_sideways(everywhere):
    assert everywhere["sideways"] == []


def test_every_page_has_language_direction_title_and_one_heading(everywhere):
    assert everywhere["frame"] == []


def test_every_foreign_word_says_that_it_is_one(everywhere):
    assert everywhere["words"] == []


def test_the_browser_blocks_nothing_of_ours_and_no_script_fails(everywhere):
    assert (everywhere["policy"], everywhere["script"]) == ([], [])


@pytest.mark.parametrize("language", ENTRANCES)
def test_the_first_pages_are_in_order_in_every_other_language(house, window, language):
    findings: Findings = defaultdict(list)
    tour = Tour(window(findings, language), house, language)
    walk(tour, tour.entrance(), findings)
    assert {question: answers for question, answers in findings.items() if answers} == {}


def test_the_staff_s_door_start_page_list_and_form_are_in_order(house, window):
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


FILE = "akten/{pk}/"
CLERK = """arbeit/ arbeit/?liste=team arbeit/titel/ akten/ akte-anlegen/ {file} {file}tun/titel/ {file}tun/person/
{file}tun/vermerk/ {file}tun/pass/ schriftstuecke/akte/{pk}/ ablage/{pk}/neu/ ausgabe/{pk}/ karte/bestellen/{pk}/
karten/ karten/lieferung/ karten/lieferungen/ karten/unbekannt/ karten/liegen/ termine/einladen/{pk}/"""
LEAD = """tag/ plan/ betroffene/ zahlen/ aushang/ rollen/ aufbewahrung/ auskunft/{pk}/ zusammenfuehren/{pk}/"""
RECORD = {
    "caseworker": CLERK,
    "team_lead": LEAD,
    "records": "post/ uebernahme/",
    "data_protection_officer": "protokoll/ protokoll/aenderungen/",
}


@pytest.mark.parametrize("role", RECORD)
def test_the_pages_of_the_record_are_in_order(house, window, role):
    findings: Findings = defaultdict(list)
    page, pk = window(findings, "de"), CaseFile.objects.filter(proceedings__state="papers_missing").first().pk
    page.goto(f"{house}/verwaltung/")
    _sign_in(page, PASSWORD, name=role)
    for path in RECORD[role].split():
        address = path.replace("{file}", FILE).replace("{pk}", str(pk))
        assert page.goto(f"{house}/verwaltung/{address}").status == 200, address
        look(page, path, "de", findings)
    assert {question: answers for question, answers in findings.items() if answers} == {}


def _sign_in(page: Page, password: str, name: str = "chefin") -> None:
    page.locator("[name=login]").fill(name)
    page.locator("[name=password]").fill(password)
    with page.expect_navigation():
        page.get_by_role("button", name="Anmelden", exact=True).click()
