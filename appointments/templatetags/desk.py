"""Words of the desk: languages by their German names, waiting times as people say them."""

from django import template
from django.utils.translation import get_language_info

from eakte import dates

register = template.Library()


@register.filter
def german_language(code: str) -> str:
    """ "Türkisch" for `tr`; the code itself where Django does not know the language."""
    try:
        name = str(get_language_info(code or "de")["name_translated"])
    except KeyError:
        return code
    return name.partition(" (")[0]


@register.filter
def as_time(minutes: int) -> str:
    """ "12 Min." or "1 Std. 5 Min."."""
    hours, rest = divmod(minutes, 60)
    return f"{hours} Std. {rest} Min." if hours else f"{rest} Min."


@register.filter
def birth_date(stored: str) -> str:
    """ "31.01.1990" for what is stored, also where a part is unknown."""
    return dates.display(stored) if stored else "–"
