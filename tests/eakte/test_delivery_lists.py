"""Reading a delivery list: wrong lines are named by their place and what is wrong with them."""

import pytest

from eakte import delivery_lists
from eakte.delivery_lists import Line
from eakte.exceptions import UnreadableFile


def test_each_wrong_line_is_named():
    lines = delivery_lists.read("yz 4711-ab1\n\nYZ4711AB1\nÄ123\n" + "A" * 21 + "\nYZ4711AB2\n\n\n")
    assert lines == [
        Line(1, "YZ4711AB1"),
        Line(2, "", "leere Zeile"),
        Line(3, "YZ4711AB1", "steht schon in Zeile 1"),
        Line(4, "Ä123", "keine Seriennummer, nur Buchstaben und Ziffern"),
        Line(5, "A" * 21, "zu lang, höchstens 20 Zeichen"),
        Line(6, "YZ4711AB2"),
    ]


def test_nothing_typed_is_no_line():
    assert delivery_lists.read(" \n\n") == []


def test_the_same_numbers_in_another_order_are_the_same_list():
    first, second = (delivery_lists.good(delivery_lists.read(text)) for text in ("A1\nB2", "b-2\na 1\n\n"))
    assert delivery_lists.fingerprint(first) == delivery_lists.fingerprint(second)


def test_too_many_lines_are_refused():
    with pytest.raises(UnreadableFile):
        delivery_lists.read("\n".join(f"A{number}" for number in range(5001)))


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"A1\r\nB2\r\n", "A1\nB2"),
        ("\ufeffPaket;Seriennummer\n7;A1\n7;B2\n".encode(), "A1\nB2"),
        ("Paket,Seriennummer\nSüd,A1\nSüd\n".encode("cp1252"), "A1\n"),
    ],
)
def test_a_csv_file_gives_the_column_of_serial_numbers(content, text):
    assert delivery_lists.text_of_csv(content) == text


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b"A" * 1_000_001])
def test_what_is_no_list_is_refused(content):
    with pytest.raises(UnreadableFile):
        delivery_lists.text_of_csv(content)
