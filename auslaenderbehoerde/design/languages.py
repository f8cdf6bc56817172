"""The same page in another language."""

from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.urls import NoReverseMatch, Resolver404, resolve, reverse, translate_url
from django.utils.translation import get_language, get_language_info, override


def choices(path: str) -> list[dict]:
    """Every language with its own name, its direction and the address of this page in it."""
    rest = _after_language(path)
    return [
        {
            "code": code,
            "name": name,
            "direction": "rtl" if get_language_info(code)["bidi"] else "ltr",
            "address": address_in(code, path) if rest is None else f"/{code}/{rest}",
        }
        for code, name in settings.LANGUAGES
    ]


def _after_language(path: str) -> str | None:
    """What follows the language in the address of a page: the same in all of them, so one look serves seven links."""
    before = f"/{get_language()}/"
    try:
        return path.removeprefix(before) if path.startswith(before) and resolve(unquote(urlsplit(path).path)) else None
    except Resolver404:
        return None


def address_in(language: str, path: str) -> str:
    """This page in `language`; where the address belongs to no page, the start page."""
    translated = translate_url(path, language) if path else ""
    if translated.startswith(f"/{language}/"):
        return translated
    try:
        with override(language):
            return reverse("portal:start")
    except NoReverseMatch:
        return f"/{language}/"
