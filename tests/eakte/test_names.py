import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eakte.names import CHARACTERS, MAX_LENGTH, fold, graphemes, normalise, printable, sort_key, unknown_characters

NAMES = [
    "Nguyễn Thị Ánh",
    "Ñuñez-O’Hara",
    "D’Angelo",
    "Şengül Erdoğan",
    "Łukasz Żółć",
    "Çağrı İnan",
    "Đorđević",
    "Þórður",
    "Ħ",
    "Ø",
    "Ğ",
    "Ș",
    "Ț",
    "Ə",
    "ʻOkina",
    "Al‑Ḥusaynī",  # with a hyphen that does not break
    "Suharto",
    "K͟halīl",
    "L̥̄ M̐ C̨̆ S̛̄",
    "van der Meer de la Cruz",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft-Aa",
]

accepted_names = st.lists(st.sampled_from(sorted(CHARACTERS)), min_size=1, max_size=MAX_LENGTH).map("".join)


def test_the_standard_has_500_letters_149_sequences_and_18_other_characters():
    letters = {character for character in CHARACTERS if len(character) == 1 and character.isalpha()}
    modifiers = {character for character in letters if unicodedata.category(character) == "Lm"}
    sequences = {character for character in CHARACTERS if len(character) > 1}
    others = CHARACTERS - letters - sequences | modifiers
    assert (len(letters - modifiers), len(sequences), len(others)) == (500, 149, 18)


def test_every_character_of_the_standard_is_stable_in_normal_form_c():
    assert [character for character in CHARACTERS if unicodedata.normalize("NFC", character) != character] == []


def test_every_character_of_the_standard_counts_as_one():
    assert [character for character in CHARACTERS if graphemes(character) != [character]] == []


def test_every_letter_of_the_standard_has_a_search_form():
    letters = [character for character in CHARACTERS if character[0].isalpha()]
    modifiers = [letter for letter in letters if unicodedata.category(letter[0]) == "Lm"]
    assert [letter for letter in letters if not fold(letter)] == modifiers


@pytest.mark.parametrize("name", NAMES)
def test_names_of_real_passports_are_accepted(name):
    assert unknown_characters(normalise(name)) == []


@given(accepted_names)
def test_every_name_made_of_the_standard_is_accepted(name):
    assert unknown_characters(normalise(name)) == []


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("Иван", ["И", "в", "а", "н"]),
        ("Anna Иванова", ["И", "в", "а", "н", "о"]),
        ("محمد", ["م", "ح", "د"]),
        ("Σωκράτης", ["Σ", "ω", "κ", "ρ", "ά", "τ", "η", "ς"]),
        ("王芳", ["王", "芳"]),
        ("Anna 😀", ["😀"]),
        ("Anna ❤️", ["❤️"]),
        ("Anna 2", ["2"]),
        ("Anna\x00", ["\x00"]),
        ("Anna\x1b[1m", ["\x1b", "[", "1"]),
        ("Anna\x1fMaria", ["\x1f"]),
        ("B̀ernd", ["B̀"]),
        ("C̀̀", ["C̀̀"]),
        ("Müller; Hans", [";"]),
    ],
)
def test_what_the_standard_does_not_have_is_named(name, wrong):
    assert unknown_characters(normalise(name)) == wrong


@pytest.mark.parametrize(
    ("character", "shown"), [("И", "И"), ("\x07", "U+0007"), ("\x00", "U+0000"), ("\u0300", "◌\u0300"), ("B̀", "B̀")]
)
def test_a_wrong_character_can_be_shown(character, shown):
    assert printable(character) == shown


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Anna   Maria ", "Anna Maria"),
        ("Anna\u00a0Maria", "Anna Maria"),
        ("Anna\tMaria\r\n", "Anna Maria"),
        ("\u202aAnna\u202c\u200f", "Anna"),
        ("Mu\u0308ller", "Müller"),
        ("Nguye\u0302\u0303n", "Nguyễn"),
        ("Al\u2011Ḥusaynī", "Al-Ḥusaynī"),
        ("O\u2018zbek", "O’zbek"),
        ("ʻOkina", "’Okina"),
        ("ＷＡＮＧ　Ｆａｎｇ", "WANG Fang"),
        ("O'Hara", "O'Hara"),
        ("mcDONALD van DE al-sayed", "mcDONALD van DE al-sayed"),
        ("", ""),
    ],
)
def test_only_harmless_look_alikes_are_changed(typed, kept):
    assert normalise(typed) == kept


@given(st.text())
def test_normalising_twice_changes_nothing(text):
    assert normalise(normalise(text)) == normalise(text)


@given(accepted_names)
def test_a_name_is_the_same_however_its_marks_were_typed(name):
    assert normalise(unicodedata.normalize("NFD", name)) == normalise(name)


@given(accepted_names)
def test_graphemes_put_together_are_the_name(name):
    assert "".join(graphemes(name)) == name


@pytest.mark.parametrize(
    ("name", "searched"),
    [
        ("Müller", "MUELLER"),
        ("Großmann", "GROSSMANN"),
        ("GROẞMANN", "GROSSMANN"),
        ("Ångström", "AANGSTROEM"),
        ("Ø Ǿ", "OE OE"),
        ("Æ Œ Ĳ", "AE OE IJ"),
        ("Đorđević", "DORDEVIC"),
        ("Þórður", "THORDUR"),
        ("Łukasz Żółć", "LUKASZ ZOLC"),
        ("Çağrı İnan", "CAGRI INAN"),
        ("Nguyễn Thị Ánh", "NGUYEN THI ANH"),
        ("Ñuñez-O’Hara", "NUNEZ OHARA"),
        ("Al‑Ḥusaynī", "AL HUSAYNI"),
        ("K͟halīl", "KHALIL"),
        ("Ə ə Ɨ ʒ ŋ ŉ ŀ ĸ ħ ŧ ǥ ƈ", "E E I Z N N L K H T G C"),
        ("Ụ̈ Ǖ Ǟ Ȫ Ǻ Ů Ï", "UE UE AE OE AA U I"),
        ("St. John", "ST JOHN"),
        ("-", ""),
    ],
)
def test_the_search_form_is_the_spelling_of_the_passport(name, searched):
    assert fold(name) == searched


@given(st.text())
def test_searching_twice_changes_nothing_and_gives_only_a_to_z(text):
    searched = fold(text)
    assert fold(searched) == searched
    assert set(searched) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ ")


def test_names_are_listed_as_in_a_german_phone_book():
    names = [
        "Zoë",
        "Ärger",
        "apfel",
        "Öl",
        "Ofen",
        "Muller",
        "Müller",
        "Mueller",
        "Müller-Adam",
        "Øster",
        "Oster",
        "Åse",
    ]
    ordered = [
        "Ärger",
        "apfel",
        "Åse",
        "Mueller",
        "Müller",
        "Müller-Adam",
        "Muller",
        "Öl",
        "Ofen",
        "Oster",
        "Øster",
        "Zoë",
    ]
    assert sorted(names, key=sort_key) == ordered
