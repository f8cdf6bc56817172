"""The same page in another language."""

from django.conf import settings
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils.translation import get_language_info, override


def choices(path: str) -> list[dict]:
    """Every language with its own name, its direction and the address of this page in it."""
    return [
        {
            "code": code,
            "name": name,
            "direction": "rtl" if get_language_info(code)["bidi"] else "ltr",
            "address": address_in(code, path),
        }
        for code, name in settings.LANGUAGES
    ]


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
