"""The shipped content: whole in seven languages, loadable twice, and bookable."""

import re
import stat
import tomllib
from contextlib import contextmanager
from datetime import date

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import CharField, Sum
from django.test import TestCase, override_settings

from appointments.models import Appointment, Concern, Place, PlanLine, Slot
from auslaenderbehoerde.accounts.models import User
from auslaenderbehoerde.authority.models import Authority, ClosingDay, Municipality, Office, OpeningHours, Page
from auslaenderbehoerde.catalogue.models import Fee, RequiredDocument, Service, ServiceForm
from auslaenderbehoerde.local.demo.content import FOLDER, LANGUAGES, columns, isolated, plain, read, tied
from auslaenderbehoerde.local.demo.load import OtherOfficeError, load
from eakte import names

TODAY = date(2026, 11, 24)
MORNING = "2026-11-24T07:00:00+01:00"
MODELS = [
    *(Authority, Office, OpeningHours, ClosingDay, Municipality, Page),
    *(Service, RequiredDocument, ServiceForm, Fee),
    *(Concern, PlanLine, Slot, Place, Appointment, User),
]
CYRILLIC, ARABIC, LATIN = (re.compile(letters) for letters in ("[\u0400-\u04ff]", "[\u0600-\u06ff]", "[A-Za-z]"))


@contextmanager
def loaded(name, folder):
    """A demo as it stands after its transaction, on a Tuesday morning; gone afterwards."""
    with override_settings(DATA_DIR=folder), time_machine.travel(MORNING, tick=False), transaction.atomic():
        load_again(name)
        yield name
        transaction.set_rollback(True)


def load_again(name):
    with TestCase.captureOnCommitCallbacks(execute=True):
        load(name, today=TODAY)


@pytest.fixture(scope="module", params=["unna", "oberhavel"])
def office(request, django_db_setup, django_db_blocker, folder):
    """Each of the two offices, loaded once for all tests of this module."""
    with django_db_blocker.unblock(), loaded(request.param, folder / request.param) as name:
        yield name


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Where the installations keep their files."""
    return tmp_path_factory.mktemp("demo")


only_unna = pytest.mark.parametrize("office", ["unna"], indirect=True)
only_oberhavel = pytest.mark.parametrize("office", ["oberhavel"], indirect=True)


def texts():
    """Every translated text of the content files: file, key and the text by language."""
    for path in sorted(FOLDER.rglob("*.toml")):
        yield from _texts(path.relative_to(FOLDER).as_posix(), tomllib.loads(path.read_text(encoding="utf-8")))


def _texts(place, value):
    if isinstance(value, dict) and "de" in value:
        yield place, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _texts(f"{place} {key}", inner)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _texts(f"{place} {number}", inner)


def counts():
    return {model.__name__: model.objects.count() for model in MODELS}


def test_every_text_but_leichte_sprache_has_seven_languages():
    incomplete = [
        place
        for place, text in texts()
        if not place.startswith("pages/easy_language") and not all(text.get(code, "").strip() for code in LANGUAGES)
    ]
    assert incomplete == []


def test_no_text_has_a_language_we_do_not_have():
    assert [place for place, text in texts() if not set(text) <= set(LANGUAGES)] == []


def test_serbian_in_latin_script_has_no_cyrillic():
    assert [place for place, text in texts() if CYRILLIC.search(text.get("sr_latn", ""))] == []


def test_russian_and_ukrainian_are_cyrillic_and_arabic_is_arabic():
    def foreign(text):
        return not (CYRILLIC.search(text["ru"]) and CYRILLIC.search(text["uk"]) and ARABIC.search(text["ar"]))

    proper_names = {"unna.toml authority short_name", "oberhavel.toml authority short_name"}
    written = [(place, text) for place, text in texts() if not place.startswith("pages/easy_language")]
    assert {place for place, text in written if foreign(text)} == proper_names


def test_latin_languages_have_no_other_script():
    assert [
        (place, code)
        for place, text in texts()
        for code in ("de", "en", "tr")
        if CYRILLIC.search(text.get(code, "")) or ARABIC.search(text.get(code, ""))
    ] == []


def test_ukrainian_is_not_written_with_russian_letters():
    assert [place for place, text in texts() if re.search("[ыэёъЫЭЁЪ]", text.get("uk", ""))] == []


def test_markdown_is_built_alike_in_all_languages():
    def shape(text):
        return [re.match(r"(#+ |- |\d+\. )?", line).group() for line in text.strip().splitlines() if line]

    uneven = [
        (place, code)
        for place, text in texts()
        for code, translation in text.items()
        if shape(translation) != shape(text["de"])
    ]
    assert uneven == []


def test_the_markers_of_a_page_are_the_same_in_all_languages():
    def markers(text):
        return sorted(re.findall(r"\$\w+", text))

    assert [
        (place, code) for place, text in texts() for code in text if markers(text[code]) != markers(text["de"])
    ] == []


def test_the_names_of_the_demo_persons_belong_to_din_91379():
    unwritable = {
        name: names.unknown_characters(name)
        for person in read("persons")["person"]
        for name in (person["family_name"], person["given_names"])
        if names.normalise(name) != name or names.unknown_characters(name)
    }
    assert unwritable == {}


def test_the_demo_persons_have_a_name_of_83_letters_and_single_names():
    persons = read("persons")["person"]
    assert {len(person["family_name"]) for person in persons} >= {0, 83}
    assert "" in {person["given_names"] for person in persons}


def test_a_plain_text_stands_in_every_language_and_a_missing_one_is_empty():
    assert columns(Service, {"slug": "karte", "name": "Karte", "unknown": 1}) == {"slug": "karte"} | {
        f"{field}_{code}": "Karte" if field == "name" else ""
        for field in ("name", "summary", "description", "duration_note")
        for code in LANGUAGES
    }
    assert plain(Service, {"slug": "karte", "name": "Karte"}) == {"slug": "karte"}


def test_an_office_loads_twice_without_doubling_and_keeps_its_passwords(office, folder):
    file = folder / office / "demo-accounts.txt"
    once = counts(), file.read_text(encoding="utf-8")
    load_again(office)
    assert (counts(), file.read_text(encoding="utf-8")) == once


def test_no_marker_is_left_in_a_page(office):
    left = [page.key for page in Page.objects.all() for code in LANGUAGES if "$" in getattr(page, f"body_{code}")]
    assert left == []


def test_every_municipality_has_a_key_of_eight_digits_of_its_district(office):
    district = {"unna": "05978", "oberhavel": "12065"}[office]
    keys = Municipality.objects.values_list("ags", flat=True)
    assert [key for key in keys if not re.fullmatch(district + r"\d{3}", key)] == []


def test_every_service_tells_what_to_bring(office):
    assert list(Service.objects.filter(required_documents=None).values_list("slug", flat=True)) == []


def test_some_days_are_well_booked_and_none_is_overbooked(office):
    taken = Slot.objects.filter(channel="everyone", booked__gt=0).values("queue__slug", "starts_at__date")
    free = [day["free"] for day in taken.annotate(free=Sum("offered") - Sum("booked"))]
    assert (min(free) >= 0, len(free)) == (True, 10)


def test_nobody_is_written_to(office):
    assert set(Appointment.objects.values_list("email", flat=True)) == {""}


def test_every_role_has_a_sign_in_in_a_file_for_the_owner_alone(office, folder):
    file = folder / office / "demo-accounts.txt"
    lines = [line.split() for line in file.read_text(encoding="utf-8").splitlines()]
    passwords = {username: password for username, password, _role in lines}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [role for _username, _password, role in lines] == [
        *("front_desk", "caseworker", "team_lead", "fee_office", "records"),
        *("administrator", "data_protection_officer"),
    ]
    assert {user.check_password(passwords[user.username]) for user in User.objects.all()} == {True}


def test_no_text_is_longer_than_its_column(office):
    too_long = [
        (model.__name__, field.name)
        for model in MODELS
        for field in model._meta.concrete_fields
        if isinstance(field, CharField)
        for text in model.objects.values_list(field.name, flat=True)
        if text and field.max_length and len(text) > field.max_length
    ]
    assert too_long == []


def test_a_citation_inside_arabic_runs_from_left_to_right():
    assert isolated("الإصدار الأول (§ 45 Nr. 1 AufenthV)") == "الإصدار الأول (\u2066§ 45 Nr. 1 AufenthV\u2069)"


def test_a_citation_stays_together_at_the_end_of_a_line():
    assert tied("Auskunft (§ 48 Abs. 1 Nr. 16 AufenthV).") == "Auskunft (§\u00a048 Abs.\u00a01 Nr.\u00a016 AufenthV)."


@only_unna
def test_luenen_has_an_office_of_its_own_named_and_linked(office):
    elsewhere = Municipality.objects.filter(competent=False)
    assert list(elsewhere.values_list("ags", "other_office_name_de", "other_office_url")) == [
        ("05978024", "Ausländerbehörde der Stadt Lünen", "https://www.luenen.de/")
    ]


@only_unna
def test_rosenmontag_and_the_last_days_of_the_year_are_closed_at_unna(office):
    assert dict(ClosingDay.objects.values_list("day", "reason_de")) == {
        date(2026, 2, 16): "Rosenmontag",
        date(2027, 2, 8): "Rosenmontag",
        date(2026, 12, 24): "Heiligabend",
        date(2027, 12, 24): "Heiligabend",
        date(2026, 12, 31): "Silvester",
        date(2027, 12, 31): "Silvester",
    }


@only_unna
def test_a_duldung_is_renewed_at_the_door_of_unna_and_not_booked_from_home(office):
    door_only = Concern.objects.filter(bookable_online=False, bookable_at_door=True)
    assert list(door_only.values_list("slug", flat=True)) == ["duldung"]


@only_unna
def test_two_offices_are_not_mixed(office):
    with pytest.raises(OtherOfficeError):
        load("oberhavel", today=TODAY)


@only_oberhavel
def test_oberhavel_asks_for_the_number_of_persons_and_links_the_nationwide_portal(office):
    assert list(Concern.objects.filter(max_persons=1).values_list("slug", flat=True)) == []
    links = ServiceForm.objects.filter(kind="link").values_list("url", flat=True)
    assert {re.sub(r"(//[^/]*/).*", r"\1", url) for url in links} == {"https://aufenthalt-digital.example.org/"}


@only_oberhavel
def test_oberhavel_has_room_for_80_to_100_appointments_a_week(office):
    week = Slot.objects.filter(starts_at__date__range=(date(2027, 1, 11), date(2027, 1, 15)))
    places = dict(week.values_list("queue__slug").annotate(Sum("offered")))
    # a visit at the counter takes 25 minutes in the mean, at the pickup 10
    assert 80 <= places["schalter"] * 10 // 25 + places["abholung"] <= 100


def test_empty_has_an_administrator_and_nothing_else(db, tmp_path):
    with loaded("empty", tmp_path):
        found = {model: number for model, number in counts().items() if number}
    file = tmp_path / "demo-accounts.txt"
    assert (found, file.read_text(encoding="utf-8").split()[::2]) == ({"User": 1}, ["verwaltung", "administrator"])


def test_the_command_refuses_production(settings, db):
    settings.MODE = "production"
    with pytest.raises(CommandError, match="gehören nicht in den Betrieb"):
        call_command("load_demo", "unna")
    assert not Office.objects.exists()
