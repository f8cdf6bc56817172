"""Addresses of a way's pages in templates, and dates of birth as people write them."""

from collections.abc import Iterable
from datetime import date, datetime

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from appointments.reasons import sentence
from appointments.ways import Way
from auslaenderbehoerde.clock import BERLIN
from auslaenderbehoerde.design.templatetags.kern import clock
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


@register.simple_tag
def time_buttons(times: Iterable[datetime]) -> SafeString:
    """A list of times to press, each with its moment as the value; a day may have fifty of them."""
    button = '<li><button name="start" value="{}">{}</button></li>'
    local = (moment.astimezone(BERLIN) for moment in times)
    items = format_html_join("", button, ((moment.isoformat(), clock(moment)) for moment in local))
    return format_html('<ul class="abh-times">{}</ul>', items)


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
