"""The six catalogues: whole, true to the German text in everything a machine can compare, and nothing too much."""

import gettext
import re
import subprocess
from functools import cache
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.core.management.commands.makemessages import Command
from django.utils import translation
from django.utils.translation.template import templatize

ROOT = Path(settings.BASE_DIR)
FILES = sorted(Path(settings.LOCALE_PATHS[0]).glob("*/LC_MESSAGES/django.po"))
SOURCES = ("auslaenderbehoerde", "eakte", "applications", "appointments", "notifications")
KEYWORDS = (
    "gettext_noop",
    "gettext_lazy",
    "ngettext_lazy:1,2",
    "pgettext:1c,2",
    "npgettext:1c,2,3",
    "pgettext_lazy:1c,2",
    "npgettext_lazy:1c,2,3",
)
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z](?![\w%])|\{\w*\}")
TAG = re.compile(r"<[^<>]+>")
ENTITY = re.compile(r"&#?\w+;")
CYRILLIC, ARABIC, LATIN = (re.compile(letters) for letters in ("[\u0400-\u04ff]", "[\u0600-\u06ff]", "[A-Za-z]"))

per_language = pytest.mark.parametrize("file", FILES, ids=lambda file: file.parts[-3])


@cache
def catalogue(file: Path) -> polib.POFile:
    return polib.pofile(str(file))


def entries(file: Path) -> list[polib.POEntry]:
    return [entry for entry in catalogue(file) if not entry.obsolete]


def key(entry: polib.POEntry) -> tuple:
    return entry.msgctxt, entry.msgid, entry.msgid_plural


def forms(entry: polib.POEntry) -> list[str]:
    """Every form of the translation."""
    return [entry.msgstr_plural[number] for number in sorted(entry.msgstr_plural)] or [entry.msgstr]


def originals(entry: polib.POEntry) -> list[str]:
    return [text for text in (entry.msgid, entry.msgid_plural) if text]


def parts(pattern: re.Pattern[str], text: str) -> list[str]:
    return sorted(pattern.findall(text))


def numbers_of(file: Path) -> dict[int, set[int]]:
    """The numbers from 1 to 200 by the plural form that the language uses for them."""
    formula = catalogue(file).metadata["Plural-Forms"].partition("plural=")[2].rstrip("; ")
    form = gettext.c2py(formula)
    return {index: {number for number in range(1, 201) if form(number) == index} for index in range(6)}


def differing(file: Path, pattern: re.Pattern[str]) -> list[tuple[str, str]]:
    """Translations without a plural that do not contain the same parts as the German text."""
    return [
        (entry.msgid, entry.msgstr)
        for entry in entries(file)
        if not entry.msgid_plural and parts(pattern, entry.msgid) != parts(pattern, entry.msgstr)
    ]


@cache
def extracted() -> frozenset[tuple]:
    """What makemessages would find, without writing into the house: templates as Python, then one xgettext."""
    found = [path for folder in SOURCES for path in sorted((ROOT / folder).rglob("*.py"))]
    python = "\n".join(path.read_text(encoding="utf-8") for path in found)
    templates = [path for path in sorted((ROOT / "templates").rglob("*")) if path.suffix in {".html", ".txt"}]
    drawn = "\n".join(templatize(path.read_text(encoding="utf-8"), origin=str(path)) for path in templates)
    return frozenset(key(entry) for text in (python, drawn) for entry in polib.pofile(xgettext(text)))


def xgettext(python: str) -> str:
    keywords = [f"--keyword={keyword}" for keyword in KEYWORDS]
    command = ["xgettext", "--language=Python", *keywords, *Command.xgettext_options, "--output=-", "-"]
    made = subprocess.run(command, input=python, capture_output=True, text=True, check=True)
    return made.stdout.replace("charset=CHARSET", "charset=UTF-8")


def test_there_is_one_catalogue_for_each_language_but_german():
    wanted = {translation.to_locale(code) for code, _name in settings.LANGUAGES} - {"de"}
    assert {file.parts[-3] for file in FILES} == wanted
    assert [file.parts[-3] for file in FILES if catalogue(file).metadata["Language"] != file.parts[-3]] == []


@per_language
def test_nothing_is_untranslated(file):
    empty = [entry.msgid for entry in entries(file) if not all(text.strip() for text in forms(entry))]
    assert empty == []


@per_language
def test_nothing_waits_for_a_second_look(file):
    assert [entry.msgid for entry in entries(file) if entry.fuzzy] == []


@per_language
def test_nothing_is_kept_that_no_page_says(file):
    assert [entry.msgid for entry in catalogue(file).obsolete_entries()] == []


@per_language
def test_the_catalogue_has_what_the_code_says_and_nothing_else(file):
    have = {key(entry) for entry in entries(file)}
    assert (extracted() - have, have - extracted()) == (set(), set())


@per_language
def test_placeholders_are_those_of_the_german_text(file):
    assert differing(file, PLACEHOLDER) == []


@per_language
def test_the_number_is_named_in_every_form_that_stands_for_several_numbers(file):
    """In Russian the first form serves 1, 21 and 101: without the number all would read "one"."""
    numbers, wrong = numbers_of(file), []
    for entry in (entry for entry in entries(file) if entry.msgid_plural):
        single, several = (parts(PLACEHOLDER, text) for text in originals(entry))
        for index, text in entry.msgstr_plural.items():
            allowed = [several] if len(numbers[index]) > 1 else [several, single]
            if parts(PLACEHOLDER, text) not in allowed:
                wrong.append((entry.msgid_plural, index, text))
    assert wrong == []


@per_language
def test_every_number_has_a_form(file):
    served = {index for index, numbers in numbers_of(file).items() if numbers}
    lacking = [entry.msgid for entry in entries(file) if entry.msgid_plural and not served <= set(entry.msgstr_plural)]
    assert lacking == []


@per_language
@pytest.mark.parametrize("pattern", [TAG, ENTITY], ids=["tags", "entities"])
def test_html_is_that_of_the_german_text(file, pattern):
    plural = [
        (entry.msgid_plural, text)
        for entry in entries(file)
        if entry.msgid_plural
        for text in forms(entry)
        if parts(pattern, text) not in [parts(pattern, original) for original in originals(entry)]
    ]
    assert differing(file, pattern) + plural == []


@per_language
def test_line_ends_and_blanks_at_the_edges_are_those_of_the_german_text(file):
    def edges(text: str) -> tuple[str, str]:
        return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]

    written = [(entry.msgid, text) for entry in entries(file) for text in forms(entry)]
    uneven = [(original, text) for original, text in written if edges(original) != edges(text)]
    assert uneven == []


@per_language
def test_every_language_is_written_in_its_own_script(file):
    """Letters of a foreign alphabet are mistakes; names and terms in Latin letters may stand anywhere."""
    foreign = {"ru": ARABIC, "uk": re.compile("[\u0600-\u06ffыэёъЫЭЁЪ]"), "ar": CYRILLIC}
    wrong = foreign.get(file.parts[-3], re.compile(f"{CYRILLIC.pattern}|{ARABIC.pattern}"))
    assert [(entry.msgid, text) for entry in entries(file) for text in forms(entry) if wrong.search(text)] == []


@pytest.mark.parametrize(("locale", "script"), [("ru", CYRILLIC), ("uk", CYRILLIC), ("ar", ARABIC)])
def test_sentences_are_translated_and_not_left_in_latin_letters(locale, script):
    file = next(file for file in FILES if file.parts[-3] == locale)
    sentences = [entry for entry in entries(file) if len(TAG.sub("", entry.msgid).split()) > 2]
    assert [entry.msgid for entry in sentences if not all(script.search(text) for text in forms(entry))] == []


def test_serbian_is_latin_also_in_what_the_libraries_say():
    """Where a library has no Latin Serbian, gettext would take its Cyrillic one."""
    shown = translation.trans_real.translation("sr-latn")._catalog
    keys = {key for texts in shown._catalogs for key in texts}
    assert [key for key in sorted(keys, key=str) if CYRILLIC.search(str(shown.get(key)))] == []
