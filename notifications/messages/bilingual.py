"""A text in the person's language with the binding German one below."""

import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import get_language_info

GERMAN = settings.LANGUAGE_CODE


def languages_of(language: str) -> tuple[str, ...]:
    """The person's language first, then German; once if they are the same."""
    return (GERMAN,) if language == GERMAN else (language, GERMAN)


def render(template: str, language: str, *, subject: str, context: Callable[[], dict[str, Any]]) -> tuple[str, str]:
    """Text and HTML of `mail/<template>.txt` and `.html`; `context` is called once in each language."""
    parts = [_part(template, code, context) for code in languages_of(language)]
    frame = {"parts": parts, "subject": subject}
    return _tidy(render_to_string("mail/frame.txt", frame)), render_to_string("mail/frame.html", frame)


def _part(template: str, language: str, context: Callable[[], dict[str, Any]]) -> dict[str, str]:
    with translation.override(language):
        values = context()
        return {
            "language": language,
            "direction": "rtl" if get_language_info(language)["bidi"] else "ltr",
            "text": render_to_string(f"mail/{template}.txt", values),
            "html": render_to_string(f"mail/{template}.html", values),
        }


def _tidy(text: str) -> str:
    """Plain text without the gaps that tags leave: at most one empty line, no blanks at line ends."""
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+\n", "\n", text)).strip() + "\n"
