import pytest
from hypothesis import given
from hypothesis import strategies as st

from auslaenderbehoerde.networks import inside, network_of, plain_address

JUNK = ["", " ", "localhost", "203.0.113", "203.0.113.256", "1", "2001:db8::1::2", "[2001:db8::1", "203.0.113.7/24"]


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.0/24"),
        ("203.0.113.255", "203.0.113.0/24"),
        ("203.0.114.7", "203.0.114.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:DB8:1:2::", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.0/24"),
        ("::ffff:cb00:7107", "203.0.113.0/24"),
        ("fe80::1%eth0", "fe80::/64"),
        ("127.0.0.1", "127.0.0.0/24"),
        ("::1", "::/64"),
    ],
)
def test_an_address_becomes_its_network(address, network):
    assert network_of(address) == network


@pytest.mark.parametrize("address", JUNK)
def test_what_is_no_address_shares_one_key(address):
    assert network_of(address) == "unknown"


@given(st.ip_addresses())
def test_an_address_lies_in_its_own_network(address):
    assert inside(str(address), [network_of(str(address))])


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("10.20.0.1", True),
        ("10.20.1.1", False),
        ("::ffff:10.20.0.1", True),
        ("fd00::1", True),
        ("fd00::1%eth0", True),
        ("fd01::1", False),
        ("::a14:1", False),
        *((junk, False) for junk in JUNK),
    ],
)
def test_an_address_is_inside_a_network_or_not(address, expected):
    assert inside(address, ["10.20.0.0/24", "fd00::/64"]) is expected


def test_nobody_is_inside_no_network():
    assert inside("10.20.0.1", []) is False


def test_a_network_may_be_written_with_the_address_of_a_host():
    assert inside("10.20.0.1", ["10.20.0.77/24"]) is True


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("192.0.2.1", "192.0.2.1"),
        (" 192.0.2.1 ", "192.0.2.1"),
        ("192.0.2.1:80", "192.0.2.1"),
        ("2001:db8::1", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ('"[2001:db8::1]:443"', "2001:db8::1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("[::ffff:192.0.2.1]:443", "192.0.2.1"),
        ("unknown", None),
        ("_hidden", None),
        ("", None),
        ("192.0.2.1 OR 1=1", None),
        ("192.0.2.1\n10.0.0.1", None),
    ],
)
def test_an_address_is_read_as_proxies_write_it(written, address):
    assert plain_address(written) == address


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_nothing(text):
    address = plain_address(text)
    assert address is None or network_of(address) != "unknown"
