"""The content files: TOML with a text for each language (`name.de`, `name.en`, …), and how they become columns."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Model
from modeltranslation.translator import translator

FOLDER = Path(__file__).parent
LANGUAGES = ("de", "en", "ru", "sr_latn", "tr", "uk", "ar")

Content = dict[str, Any]


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
    return (text if isinstance(text, str) else text.get(language, "")).strip()
