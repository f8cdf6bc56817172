"""Short names of concerns stand in addresses: none may be a word of the portal's own."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import get_resolver, resolve, reverse

from appointments.models.offer import ADDRESS_WORDS
from tests.factories.appointments import ConcernFactory

WITH_CONCERN = {
    "before": [],
    "month": [],
    "day": [date(2027, 3, 22)],
    "door_times": [],
    "draw_number": [],
}


def words():
    """Every fixed word of the addresses of this app that could be a short name."""
    routes = [str(pattern.pattern) for pattern in get_resolver("appointments.urls").url_patterns]
    return {part for route in routes for part in route.split("/") if part.isalpha()}


def leads_astray(slug: str) -> bool:
    """Whether an address with this short name opens another page than meant."""
    first = {"door_times": ["tuer0001"], "draw_number": ["tuer0001"]}
    return any(
        resolve(reverse(f"appointments:{name}", args=[*first.get(name, []), slug, *more])).view_name
        != f"appointments:{name}"
        for name, more in WITH_CONCERN.items()
    )


def test_every_word_that_leads_astray_is_refused():
    astray = {word for word in words() if leads_astray(word)}
    assert (astray - ADDRESS_WORDS, "dringend" in astray) == (set(), True)


@pytest.mark.parametrize("slug", sorted(ADDRESS_WORDS))
def test_a_concern_cannot_be_called_like_a_part_of_an_address(db, slug):
    concern = ConcernFactory()
    concern.slug = slug
    with pytest.raises(ValidationError) as refusal:
        concern.full_clean()
    assert list(refusal.value.message_dict) == ["slug"]


def test_other_short_names_are_welcome(db):
    concern = ConcernFactory()
    concern.slug = "platzwechsel"
    concern.full_clean()
