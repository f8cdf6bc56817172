"""Words of the lead's templates: addresses that keep the office, the legend of the bars."""

from typing import Any

from django import template

from appointments.admin.lead.place import Place

register = template.Library()


@register.simple_tag
def lead_url(place: Place, name: str, *arguments: Any, **query: Any) -> str:
    """The address of one of the lead's pages about this office; an empty query part is left out."""
    return place.address(name, *arguments, **{key: value for key, value in query.items() if value not in ("", None)})
