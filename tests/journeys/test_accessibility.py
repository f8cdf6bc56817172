"""Every public page for everyone: axe finds nothing, nothing scrolls sideways, every word has its language."""

from collections import defaultdict

import pytest

from tests.journeys.looking import Findings, walk
from tests.journeys.tour import Tour

# The walks happen outside of the tests' transactions, in fixtures of the module.
pytestmark = pytest.mark.django_db

ENTRANCES = ("en", "ru", "sr-latn", "tr", "uk")


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
