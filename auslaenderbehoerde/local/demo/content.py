"""The content files: TOML with a text for each language (`name.de`, `name.en`, …), and how they become columns."""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Model
from modeltranslation.translator import translator

FOLDER = Path(__file__).parent
LANGUAGES = ("de", "en", "ru", "sr_latn", "tr", "uk", "ar")

Content = dict[str, Any]

TIED = re.compile(r"(?<=[§.]) (?=\d)")  # "§ 45" and "Nr. 1" stay on one line
CITATION = re.compile("§[^\u0600-\u06ff\n()«»*]*[A-Za-z0-9]")  # up to the end of the Latin part
LEFT_TO_RIGHT, END = "\u2066", "\u2069"


@cache
def read(name: str) -> Content:
    """One file of this folder, named without its ending; read once and never changed."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def columns(model: type[Model], values: Content) -> Content:
    """Values by column: a translated field becomes one column for each language.

    A plain text in a translated field (a town's name) is the same in every language; a translated
    field without a value is empty in all.
    """
    translated = {
        f"{field}_{language}": _in(language, values.get(field, ""))
        for field in translator.get_options_for_model(model).all_fields
        for language in LANGUAGES
    }
    return plain(model, values) | translated


def plain(model: type[Model], values: Content) -> Content:
    """Only the values of the model's own, untranslated fields."""
    translated = translator.get_options_for_model(model).all_fields
    own = {field.name for field in model._meta.concrete_fields}
    return {name: value for name, value in values.items() if name in own and name not in translated}


def _in(language: str, text: str | dict[str, str]) -> str:
    """The text in a language; a page that exists in German alone has no others."""
    written = (text if isinstance(text, str) else text.get(language, "")).strip()
    return isolated(tied(written)) if language == "ar" else tied(written)


def tied(text: str) -> str:
    """The text with its citations kept together at the end of a line."""
    return CITATION.sub(lambda found: TIED.sub("\u00a0", found[0]), text)


def isolated(text: str) -> str:
    """Arabic in which a citation like "§ 45 Nr. 1 AufenthV" keeps its order: the sign § has no direction of its own."""
    return CITATION.sub(lambda found: f"{LEFT_TO_RIGHT}{found[0]}{END}", text)
