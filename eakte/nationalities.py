"""Nationalities and states by the three letters of the passport (ICAO Doc 9303 part 3, section 5).

States of today come from the library; what no state of today has stands here: former states people were born in or
belonged to, statelessness, and what is unclear.
"""

from functools import cache

from django_countries import countries

FORMER = {
    "SUN": "Sowjetunion",
    "YUG": "Jugoslawien",
    "SCG": "Serbien und Montenegro",
    "CSK": "Tschechoslowakei",
    "DDR": "Deutsche Demokratische Republik",
    "YMD": "Demokratische Volksrepublik Jemen (Südjemen)",
}
SPECIAL = {
    "RKS": "Kosovo",
    "XXA": "staatenlos",
    "XXB": "Flüchtling nach dem Abkommen von 1951",
    "XXX": "ungeklärt",
}
OF_NO_STATE = ("XXA", "XXB", "XXX")


@cache
def known() -> dict[str, str]:
    """Every code with its German name, in the order of the names, what is no state at the end."""
    today = {countries.alpha3(code): str(name) for code, name in countries}
    named = today | SPECIAL | {code: f"{name} (ehemalig)" for code, name in FORMER.items()}
    return dict(sorted(named.items(), key=lambda item: (item[0] in OF_NO_STATE, _plain(item[1]))))


def _plain(name: str) -> str:
    """Umlauts sort with their base letter, as a German index does (DIN 5007-1)."""
    return name.casefold().translate(str.maketrans("äöüé", "aoue"))


def choices() -> list[tuple[str, str]]:
    """For a choice field."""
    return list(known().items())


def name_of(code: str) -> str:
    """The German name; the code itself if nobody knows it."""
    return known().get(code, code)


def names_of(codes: list[str]) -> str:
    """Several, as a file writes them."""
    return ", ".join(name_of(code) for code in codes)
