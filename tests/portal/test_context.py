"""What the frame of every page knows."""

import pytest

from auslaenderbehoerde.portal.context import frame
from tests.factories.authority import AuthorityFactory

pytestmark = pytest.mark.django_db


def test_the_authority_is_read_once_and_only_when_it_is_shown(rf, django_assert_num_queries):
    AuthorityFactory()
    with django_assert_num_queries(0):
        context = frame(rf.get("/"))
    with django_assert_num_queries(1):
        assert (context["authority"].short_name, context["authority"].name) == (
            "Kreis Unna",
            "Ausländerbehörde des Kreises Unna",
        )


def test_no_authority_is_false(rf):
    assert not frame(rf.get("/"))["authority"]
