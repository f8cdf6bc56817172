"""Who usually takes a card."""

from datetime import date

import pytest

from eakte import card_rules

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("born", "age"),
    [
        ("", None),
        ("2010-11-24", 16),
        ("2010-11-25", 15),
        ("2010-11", 15),
        ("2010", 15),
        ("2008-02-29", 18),
    ],
)
def test_an_unknown_part_makes_nobody_older(born, age):
    assert card_rules.youngest_age(born, TODAY) == age


@pytest.mark.parametrize(
    ("born", "to"), [("2012", "parent"), ("2010-11-24", "holder"), ("1990", "holder"), ("", "holder")]
)
def test_a_parent_comes_for_a_child(born, to):
    assert card_rules.usual_recipient(born, TODAY) == to


def test_until_eighteen_somebody_else_signs():
    assert [card_rules.is_minor(born, TODAY) for born in ("2010", "2008-11-24", "")] == [True, False, False]
