"""Vocabulary of the mails: right-to-left text without markup."""

from django import template
from django.utils.translation import get_language_bidi

register = template.Library()

LEFT_TO_RIGHT, END = "\u2066", "\u2069"  # Unicode isolates (UAX 9, 2.4)


@register.filter
def isolated(text: object) -> str:
    """Keeps numbers, addresses and Latin names in order inside right-to-left plain text."""
    return f"{LEFT_TO_RIGHT}{text}{END}" if get_language_bidi() else str(text)
