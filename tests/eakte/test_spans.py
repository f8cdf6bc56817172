"""Page ranges as somebody types them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eakte import spans
from eakte.exceptions import SomethingMissing


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1-2, 3, 4-9", [(1, 2), (3, 3), (4, 9)]),
        ("1–2;3\n4 - 9", [(1, 2), (3, 3), (4, 9)]),
        ("3-9,1-2", [(3, 9), (1, 2)]),
    ],
)
def test_ranges_are_read_as_people_write_them(text, found):
    assert spans.parse(text, pages=9) == found


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("1-2, 4-9", "Seite 3 fehlt: Jede Seite gehört in genau einen Teil."),
        ("1-3, 3-9", "Seite 3 steht in zwei Teilen."),
        ("1-5, 6-10", "Diese Datei hat die Seiten 1 bis 9."),
        ("0-5, 6-9", "Diese Datei hat die Seiten 1 bis 9."),
        ("1-99999, 2", "Diese Datei hat die Seiten 1 bis 9."),
        ("1-9", "Zum Teilen braucht es mindestens zwei Teile. Zum Beispiel „1-2, 3, 4-9“."),
        ("5-1, 6-9", "„5-1“ geht rückwärts. Zum Beispiel „1-2, 3, 4-9“."),
        ("eins", "„eins“ ist keine Seite und kein Bereich. Zum Beispiel „1-2, 3, 4-9“."),
    ],
)
def test_what_does_not_fit_is_named(text, why):
    with pytest.raises(SomethingMissing) as refusal:
        spans.parse(text, pages=9)

    assert str(refusal.value) == why


@given(st.integers(2, 40), st.data())
def test_whatever_is_cut_every_page_is_in_one_piece(pages, cuts):
    ends = sorted({*cuts.draw(st.lists(st.integers(1, pages - 1), min_size=1, max_size=6)), pages})
    wanted = list(zip([1, *(end + 1 for end in ends[:-1])], ends, strict=True))

    assert spans.parse(",".join(f"{first}-{last}" for first, last in wanted), pages=pages) == wanted
