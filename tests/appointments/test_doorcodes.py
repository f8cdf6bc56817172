"""The code on the poster: one that holds, replaced by one click, never twice by accident."""

import pytest

from appointments import doorcodes
from appointments.exceptions import AlreadyChanged
from appointments.models import DoorCode
from tests.appointments.planned import EIGHT, SEVEN
from tests.factories.appointments import DoorCodeFactory
from tests.factories.authority import OfficeFactory

pytestmark = pytest.mark.django_db


def test_the_first_code_of_an_office():
    office = OfficeFactory()
    made = doorcodes.replace_code(office=office, seen="", now=SEVEN)
    assert (doorcodes.current_code(office), len(made.code), made.created_at) == (made, 8, SEVEN)


def test_a_replaced_code_says_since_when():
    old = DoorCodeFactory()
    new = doorcodes.replace_code(office=old.office, seen=old.code, now=EIGHT)
    old.refresh_from_db()
    assert (old.replaced_at, doorcodes.current_code(old.office)) == (EIGHT, new)


def test_a_second_click_replaces_nothing():
    old = DoorCodeFactory()
    new = doorcodes.replace_code(office=old.office, seen=old.code, now=SEVEN)
    with pytest.raises(AlreadyChanged):
        doorcodes.replace_code(office=old.office, seen=old.code, now=EIGHT)
    assert (doorcodes.current_code(old.office), DoorCode.objects.count()) == (new, 2)


def test_the_address_on_the_poster_is_short(settings):
    settings.PUBLIC_URL = "https://termine.example.org"
    assert doorcodes.address(DoorCodeFactory(code="abcd2345")) == "https://termine.example.org/tuer/abcd2345/"
