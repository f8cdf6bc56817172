import base64
from dataclasses import dataclass
from uuid import UUID

import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from auslaenderbehoerde import tokens

ROW = UUID("01938e7a-7c00-7abc-8def-0123456789ab")
purposes = st.sampled_from(["ticket", "application", "mail"])
versions = st.integers(min_value=0, max_value=2**31 - 1)


@dataclass
class Record:
    pk: UUID
    link_version: int = 1


class Rows(list):
    """As much of a queryset as a look-up by primary key needs."""

    def filter(self, pk):
        return Rows(row for row in self if row.pk == pk)

    def first(self):
        return self[0] if self else None


@given(purposes, st.uuids(), versions)
def test_a_token_opens_the_row_it_was_made_for(purpose, identifier, version):
    row = Record(identifier, version)
    token = tokens.make(purpose, identifier, version)
    assert tokens.find(purpose, token, Rows([Record(ROW), row])) is row


@given(purposes, st.uuids(), versions)
def test_a_token_is_64_characters_that_an_address_carries_unchanged(purpose, identifier, version):
    token = tokens.make(purpose, identifier, version)
    assert len(token) == 64
    assert set(token) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


@given(st.uuids(), versions)
def test_the_same_link_can_be_written_again(identifier, version):
    assert tokens.make("ticket", identifier, version) == tokens.make("ticket", identifier, version)


@given(st.integers(min_value=0, max_value=64 * 6 - 1))
def test_a_token_with_any_flipped_bit_is_a_stranger(bit):
    raw = bytearray(base64.urlsafe_b64decode(tokens.make("ticket", ROW, 1)))
    raw[bit // 8] ^= 1 << bit % 8
    forged = base64.urlsafe_b64encode(raw).decode()
    others = Record(tokens.identify(forged))
    assert tokens.find("ticket", forged, Rows([Record(ROW), others])) is None


@given(versions, versions)
def test_raising_the_version_voids_every_older_link(old, new):
    token = tokens.make("ticket", ROW, old)
    row = Record(ROW, new)
    assert tokens.find("ticket", token, Rows([row])) is (row if old == new else None)


def test_a_token_for_one_purpose_opens_nothing_else():
    token = tokens.make("ticket", ROW, 1)
    assert tokens.find("application", token, Rows([Record(ROW)])) is None


def test_a_token_made_under_another_key_is_a_stranger():
    with override_settings(LINK_KEY="another key"):
        token = tokens.make("ticket", ROW, 1)
    assert tokens.find("ticket", token, Rows([Record(ROW)])) is None


def test_a_token_of_a_deleted_row_is_a_stranger():
    assert tokens.find("ticket", tokens.make("ticket", ROW, 1), Rows()) is None


@given(st.text(max_size=80) | st.text(alphabet="ABCabc123-_+/=ä\n", min_size=64, max_size=64))
def test_any_other_text_is_a_stranger(text):
    assert tokens.find("ticket", text, Rows([Record(ROW)])) is None


def test_the_identifier_can_be_read_from_a_token_that_is_no_longer_valid():
    assert tokens.identify(tokens.make("ticket", ROW, 3)) == ROW


@pytest.mark.parametrize("text", ["", "A" * 63, "A" * 65, "!" * 64, "ä" * 64])
def test_what_is_no_token_has_no_identifier(text):
    assert tokens.identify(text) is None


@given(purposes, st.uuids(), versions)
def test_a_code_for_paper_has_eight_signs_nobody_confuses(purpose, identifier, version):
    code = tokens.code(purpose, identifier, version)
    assert len(code) == 8
    assert set(code) <= set("23456789ABCDEFGHJKMNPQRSTUVWXYZ")


def test_a_code_depends_on_purpose_row_and_version():
    codes = {
        tokens.code("ticket", ROW, 1),
        tokens.code("ticket", ROW, 2),
        tokens.code("application", ROW, 1),
        tokens.code("ticket", UUID(int=ROW.int + 1), 1),
    }
    assert len(codes) == 4


def test_a_fingerprint_finds_the_same_text_again_and_tells_nothing_without_the_key():
    here = tokens.fingerprint("person", "MUELLER|1990")
    with override_settings(LINK_KEY="another key"):
        elsewhere = tokens.fingerprint("person", "MUELLER|1990")
    assert here == tokens.fingerprint("person", "MUELLER|1990")
    assert len({here, elsewhere, tokens.fingerprint("door", "MUELLER|1990")}) == 3
    assert len(here) == 64
