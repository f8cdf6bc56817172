"""Words of the desk: languages by their German names, waiting times as people say them."""

from django import template

from eakte.templatetags.record import birth_date, german_language

register = template.Library()


register.filter(german_language)
register.filter(birth_date)


@register.filter
def as_time(minutes: int) -> str:
    """ "12 Min." or "1 Std. 5 Min."."""
    hours, rest = divmod(minutes, 60)
    return f"{hours} Std. {rest} Min." if hours else f"{rest} Min."
