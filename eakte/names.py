"""Names of persons as they stand in the passport: which characters, how they are searched and sorted.

DIN 91379 says which letters a public authority must be able to write; for names of natural
persons that is its datatype A (`din_91379.txt`). Nothing here changes how a name is written:
no capital letter is corrected, no "van", "al-" or "de" is moved or cut.
"""

import unicodedata
from collections.abc import Iterator
from pathlib import Path

MAX_LENGTH = 200  # counted as a person counts, in graphemes

# Signs that look the same and mean the same in a name, from keyboards, phones and copied text.
BLANKS = "\t\n\r\u00a0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
INVISIBLE = "\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"  # also around Latin names copied from Arabic text
INVISIBLE += "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
HYPHENS = "\u2010\u2011"
APOSTROPHES = "\u2018\u201b\u02bb\u02bc"  # Oʻzbek, Hawaiʻi: DIN 91379 writes these with ’
LOOK_ALIKES = str.maketrans(
    dict.fromkeys(BLANKS, " ")
    | dict.fromkeys(INVISIBLE, "")
    | dict.fromkeys(HYPHENS, "-")
    | dict.fromkeys(APOSTROPHES, "’")
    | {chr(sign + 0xFEE0): chr(sign) for sign in range(0x21, 0x7F)}  # full width, as Chinese keyboards write
)

# Letters whose base is more than the letter without its marks. Upper case is enough, see `_spell`.
NO_BASE = {"Æ": "AE", "Œ": "OE", "Ø": "O", "Ð": "D", "Đ": "D", "Þ": "TH", "ẞ": "SS", "Ħ": "H", "Ĳ": "IJ", "ĸ": "K"}
NO_BASE |= {"Ŀ": "L", "Ł": "L", "Ŋ": "N", "Ŧ": "T", "Ƈ": "C", "Ə": "E", "Ɨ": "I", "Ʒ": "Z", "Ǥ": "G"}
UMLAUTS = {"Ä": "AE", "Ö": "OE", "Ü": "UE"}
PASSPORT = NO_BASE | UMLAUTS | {"Å": "AA", "Ø": "OE"}  # ICAO 9303 part 3, section 6, as DIN 91379 extends it
PHONE_BOOK = NO_BASE | UMLAUTS  # DIN 5007-2, for lists of names
GAPS = " -,."
BEFORE_A_BLANK = "\t"  # sorts before every character of a name


def normalise(text: str) -> str:
    """The same name in Unicode's normal form C, with single plain blanks and none at the ends."""
    words = unicodedata.normalize("NFC", text.translate(LOOK_ALIKES)).split(" ")
    return " ".join(word for word in words if word)


def graphemes(name: str) -> list[str]:
    """What a person sees as single characters: a letter with its marks, and `K͟h` of DIN 91379 as one."""
    found: list[str] = []
    for sign in name:
        if found and (_is_mark(sign) or found[-1] + sign in JOINED):
            found[-1] += sign
        else:
            found.append(sign)
    return found


def unknown_characters(name: str) -> list[str]:
    """The characters of a normalised name that DIN 91379 does not have, each once, in order."""
    return list(dict.fromkeys(character for character in graphemes(name) if character not in CHARACTERS))


def printable(character: str) -> str:
    """A character as it can be shown in a message: `U+0007` for what has no picture."""
    if _is_mark(character):
        return f"◌{character}"
    return character if character.isprintable() else " ".join(f"U+{ord(sign):04X}" for sign in character)


def fold(name: str) -> str:
    """The search form: A to Z and blanks, as the machine-readable zone of a passport writes the name.

    `Şengül Erdoğan` and `SENGUEL ERDOGAN` are the same; so are `Al-Ḥusaynī` and `al Husayni`.
    """
    return _spell(name, PASSPORT)


def searchable(*parts: str) -> str:
    """The search form of a whole name, a blank before each word so that its beginning is found by `" MUE"`.

    A word that reads differently without its marks stands there twice: who types `Muller` finds Müller as well.
    """
    whole = " ".join(parts)
    words = fold(whole).split()
    bare = [word for word in _spell(whole, NO_BASE).split() if word not in words]
    return "".join(f" {word}" for word in words + bare)


def sort_key(name: str) -> str:
    """Puts names in the order of a German list of names (DIN 5007-2), compared by code point.

    Ä stands as AE; where two names differ in nothing else, the one without marks comes first.
    In the database the column needs `COLLATE "C"`: other collations skip blanks.
    """
    return f"{_spell(name, PHONE_BOOK)}{BEFORE_A_BLANK}{normalise(name)}"


def _is_mark(character: str) -> bool:
    return unicodedata.category(character[0]).startswith("M")


def _spell(name: str, table: dict[str, str]) -> str:
    letters = "".join(_base(character, table) for character in graphemes(normalise(name).upper()))
    return " ".join(letters.split())


def _base(character: str, table: dict[str, str]) -> str:
    """A to Z for one upper-case character; a blank for what parts two words, nothing for other signs."""
    spelled: list[str] = []
    letter = ""
    for sign in unicodedata.normalize("NFD", character):
        if not _is_mark(sign):
            letter = sign
            spelled.append(table.get(sign, sign if "A" <= sign <= "Z" else " " * (sign in GAPS)))
        elif marked := table.get(unicodedata.normalize("NFC", letter + sign)):
            spelled[-1:] = [marked]
    return "".join(spelled)


def _read_characters() -> Iterator[str]:
    """Every character and sequence of the data file, in normal form C."""
    lines = (Path(__file__).parent / "din_91379.txt").read_text(encoding="utf-8").splitlines()
    for token in " ".join(line for line in lines if not line.startswith("#")).split():
        first, _, last = token.partition("-")
        if "+" in token:
            yield "".join(chr(int(code, 16)) for code in token.split("+"))
        else:
            yield from map(chr, range(int(first, 16), int(last or first, 16) + 1))


CHARACTERS = frozenset(_read_characters())
JOINED = frozenset(sequence for sequence in CHARACTERS if len(sequence) > 1 and not _is_mark(sequence[-1]))
