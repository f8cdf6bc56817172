"""Words of the record for its pages and those of the apps above."""

from django import template
from django.utils.translation import get_language_info

from eakte import dates, nationalities

register = template.Library()


@register.filter
def state_name(code: str) -> str:
    """The German name of a state or nationality."""
    return nationalities.name_of(code)


@register.filter
def german_language(code: str) -> str:
    """ "Türkisch" for `tr`; the code itself where Django does not know the language."""
    try:
        name = str(get_language_info(code or "de")["name_translated"])
    except KeyError:
        return code
    return name.partition(" (")[0]


@register.filter
def birth_date(stored: str) -> str:
    """ "31.01.1990" for what is stored, also where a part is unknown."""
    return dates.display(stored) if stored else "–"
