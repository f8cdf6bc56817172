"""Addresses of a way's pages in templates, and dates of birth as people write them."""

from datetime import date

from django import template
from django.utils.html import format_html
from django.utils.translation import get_language

from appointments.reasons import sentence
from appointments.ways import Way
from eakte.dates import display

register = template.Library()


@register.simple_tag
def way_month(way: Way, month: date) -> str:
    """The address of a month on this way."""
    return way.month_address(month)


@register.simple_tag
def way_day(way: Way, day: date) -> str:
    """The address of a day on this way."""
    return way.day_address(day)


@register.filter
def birth_date(value: str) -> str:
    """`1990-01-31` as `31.01.1990`, with unknown parts left out."""
    return display(value)


@register.filter
def office_reason(reason: str) -> str:
    """Why the office cannot keep a time, as a sentence."""
    return str(sentence(reason))


@register.simple_tag
def german_beside(german: str) -> str:
    """The German word beside its translation, for paper that goes over a counter."""
    if get_language() == "de":
        return ""
    return format_html('<span class="german" lang="de" dir="ltr">{}</span>', german)
