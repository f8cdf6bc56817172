import re
from datetime import date

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from eakte.dates import BirthDateError, display, parse, same, split

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        (("31", "1", "1990"), "1990-01-31"),
        (("01", "01", "1990"), "1990-01-01"),
        (("", "1", "1990"), "1990-01"),
        (("00", "01", "1990"), "1990-01"),
        (("", "", "1990"), "1990"),
        (("00", "00", "1990"), "1990"),
        (("29", "2", "2024"), "2024-02-29"),
        (("24", "11", "2026"), "2026-11-24"),
        (("", "11", "2026"), "2026-11"),
        (("", "", "2026"), "2026"),
        (("1", "1", "1900"), "1900-01-01"),
        (("٣١", "١", "١٩٩٠"), "1990-01-31"),
        (("۳۱", "۱", "۱۹۹۰"), "1990-01-31"),
        ((" 31 ", "\u200f1", "1990\u00a0"), "1990-01-31"),
        (("", "", ""), ""),
    ],
)
def test_a_date_of_birth_is_the_text_of_its_known_parts(typed, value):
    assert parse(*typed, today=TODAY) == value


@pytest.mark.parametrize(
    ("typed", "part", "message"),
    [
        (("31", "1", ""), "year", "Bitte geben Sie das Geburtsjahr an. Tag und Monat dürfen leer bleiben."),
        (("", "", "0000"), "year", "Bitte geben Sie das Geburtsjahr an. Tag und Monat dürfen leer bleiben."),
        (("31", "1", "90"), "year", "Bitte geben Sie das Jahr mit vier Ziffern an, zum Beispiel 1990."),
        (("31", "1", "neunzig"), "year", "Bitte geben Sie das Jahr mit vier Ziffern an, zum Beispiel 1990."),
        (("31", "1", "9" * 5000), "year", "Bitte geben Sie das Jahr mit vier Ziffern an, zum Beispiel 1990."),
        (
            ("31", "1", "1368"),
            "year",
            "Das Geburtsjahr muss zwischen 1900 und 2026 liegen. "
            "Bitte schreiben Sie es so, wie es in der maschinenlesbaren Zone Ihres Passes steht.",
        ),
        (
            ("1", "1", "2027"),
            "year",
            "Das Geburtsjahr muss zwischen 1900 und 2026 liegen. "
            "Bitte schreiben Sie es so, wie es in der maschinenlesbaren Zone Ihres Passes steht.",
        ),
        (("1", "13", "1990"), "month", "Der Monat ist eine Zahl von 1 bis 12."),
        (("1", "März", "1990"), "month", "Bitte geben Sie den Monat als Zahl an, zum Beispiel 3 für März."),
        (("1", "-1", "1990"), "month", "Bitte geben Sie den Monat als Zahl an, zum Beispiel 3 für März."),
        (
            ("5", "", "1990"),
            "month",
            "Bitte geben Sie auch den Monat an. Ist er nicht bekannt, lassen Sie Tag und Monat leer.",
        ),
        (("32", "1", "1990"), "day", "Der Tag ist eine Zahl von 1 bis 31."),
        (("1.", "1", "1990"), "day", "Bitte geben Sie den Tag als Zahl an, zum Beispiel 31."),
        (("²", "1", "1990"), "day", "Bitte geben Sie den Tag als Zahl an, zum Beispiel 31."),
        (("31", "2", "1990"), "day", "Den 31.02.1990 gibt es im Kalender nicht. Bitte prüfen Sie den Tag."),
        (("29", "2", "2025"), "day", "Den 29.02.2025 gibt es im Kalender nicht. Bitte prüfen Sie den Tag."),
        (
            ("25", "11", "2026"),
            "day",
            "Dieses Geburtsdatum liegt in der Zukunft. Bitte prüfen Sie Tag, Monat und Jahr.",
        ),
        (
            ("", "12", "2026"),
            "month",
            "Dieses Geburtsdatum liegt in der Zukunft. Bitte prüfen Sie Tag, Monat und Jahr.",
        ),
    ],
)
def test_the_wrong_part_is_named(typed, part, message):
    with pytest.raises(BirthDateError) as caught:
        parse(*typed, today=TODAY)
    assert (caught.value.part, str(caught.value)) == (part, message)


@given(st.dates(min_value=date(1900, 1, 1), max_value=TODAY), st.sampled_from([4, 7, 10]))
def test_a_stored_date_typed_again_is_the_same(day, known):
    value = day.isoformat()[:known]
    assert parse(*split(value), today=TODAY) == value


def understood(typed):
    """The value, or the part that was told to be wrong."""
    try:
        return parse(*typed, today=TODAY)
    except BirthDateError as error:
        return error.part


@given(st.tuples(st.text(), st.text(), st.text()))
def test_whatever_is_typed_is_a_date_or_a_part_to_correct(typed):
    assert re.fullmatch(r"(\d{4}(-\d\d){0,2})?|day|month|year", understood(typed))


@pytest.mark.parametrize(
    ("language", "value", "shown"),
    [
        ("de", "1990-01-31", "31.01.1990"),
        ("de", "1990-01", "01.1990 (Tag unbekannt)"),
        ("de", "1990", "1990 (Tag und Monat unbekannt)"),
        ("de", "", ""),
        ("tr", "1990-01-31", "31 Ocak 1990"),
        ("uk", "1990-01-31", "31 січня 1990"),
        ("en", "1990-01-31", "31 January 1990"),
    ],
)
def test_a_date_of_birth_is_shown_with_what_is_unknown(language, value, shown):
    with translation.override(language):
        assert display(value) == shown


@pytest.mark.parametrize(
    ("stored", "given", "answer"),
    [
        ("1990-01-31", "1990-01-31", True),
        ("1990-01", "1990-01", True),
        ("1990", "1990-01-01", False),
        ("1990-01-31", "1990", False),
        ("", "", False),
    ],
)
def test_only_the_same_known_parts_match(stored, given, answer):
    assert same(stored, given) is answer
