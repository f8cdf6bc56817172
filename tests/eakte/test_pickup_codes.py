"""Pickup codes and what they are looked up by."""

import math
import uuid

import pytest

from eakte import pickup_codes
from eakte.models import ResidenceCard


def test_a_code_has_sixty_bits_and_no_look_alikes():
    codes = {pickup_codes.code(ResidenceCard(link_version=1)) for _each in range(200)}
    assert (len(codes), {len(code) for code in codes}) == (200, {12})
    assert set("".join(codes)) <= set(pickup_codes.ALPHABET)
    assert len(set(pickup_codes.ALPHABET)) == 32
    assert math.log2(32) * 12 == 60
    assert set("OIL") & set(pickup_codes.ALPHABET) == set()


def test_a_code_is_made_anew_and_changes_with_its_version():
    pk = uuid.uuid4()
    same, other = (
        {pickup_codes.code(ResidenceCard(pk=pk, link_version=version)) for _each in range(3)} for version in (1, 2)
    )
    assert (len(same), len(other), same & other) == (1, 1, set())


def test_it_is_printed_in_groups_of_four():
    assert pickup_codes.grouped("0123456789AB") == "0123 4567 89AB"


@pytest.mark.parametrize(
    "typed", ["0123456789AB", "o123-4567-89ab", " O 1 2 3 4567 89AB ", "0i2345 6789ab", "0l23456789AB"]
)
def test_it_is_typed_forgivingly(typed):
    assert pickup_codes.code_key(typed, "1990") == pickup_codes.code_key("0123456789AB", "1990")


def test_the_date_of_birth_belongs_to_the_key():
    keys = {pickup_codes.code_key("0123456789AB", born) for born in ("1990", "1990-01", "1991")}
    assert len(keys) == 3


def test_code_and_serial_number_never_meet():
    assert pickup_codes.code_key("0123456789AB", "1990") != pickup_codes.serial_key("0123456789AB", "1990")
    assert pickup_codes.serial_key("yz 47-11", "1990") == pickup_codes.serial_key("YZ4711", "1990")
