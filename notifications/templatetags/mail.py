"""Vocabulary of the mails: right-to-left text without markup."""

from django import template
from django.utils.translation import get_language_bidi

register = template.Library()

ISOLATE, END = "\u2068", "\u2069"  # first strong isolate (UAX 9, 2.4): the text decides for itself


@register.filter
def isolated(text: object) -> str:
    """Keeps numbers, addresses and Latin names in order inside right-to-left plain text."""
    return f"{ISOLATE}{text}{END}" if get_language_bidi() else str(text)
