"""The cards on the page of a file."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from eakte.panels_cards import cards_panel
from tests.factories.accounts import staff
from tests.factories.eakte import CardFactory, CaseFileFactory, TitleFactory

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.fixture
def case_file(db):
    return CaseFileFactory()


def shown(rf, case_file, role):
    request = rf.get("/")
    request.user = staff(role)
    panel = cards_panel(request, case_file, NOW)
    return " ".join(render_to_string(panel.template, {"panel": panel.context}, request).split())


def test_a_caseworker_orders_prints_and_opens(rf, case_file):
    CardFactory(person=case_file.person, title=TitleFactory(person=case_file.person), state="arrived", arrived_at=NOW)
    page = shown(rf, case_file, "caseworker")
    wanted = (
        "im Amt seit 24.11.2026",
        "für Aufenthaltserlaubnis, § 18b AufenthG",
        "Karte öffnen",
        "Abholzettel drucken",
    )
    assert [text in page for text in (*wanted, "Karte bestellen")] == [True] * 5


def test_records_only_read(rf, case_file):
    CardFactory(person=case_file.person)
    page = shown(rf, case_file, "records")
    texts = ("bestellt 02.11.2026", "Karte öffnen", "Abholzettel drucken", "Karte bestellen")
    assert [text in page for text in texts] == [True, False, False, False]


def test_the_panel_costs_the_same_for_one_card_and_for_three(rf, case_file):
    request, counted = rf.get("/"), []
    request.user = staff("caseworker")
    request.user.has_perm("eakte.order_card")
    for number in (1, 2):
        CardFactory.create_batch(number, person=case_file.person, title=TitleFactory(person=case_file.person))
        with CaptureQueriesContext(connection) as queries:
            cards_panel(request, case_file, NOW)
        counted.append(len(queries))
    assert counted[0] == counted[1]
