"""What the page of a case file knows of an invitation that was just booked."""

from typing import Any
from uuid import UUID

from django import template
from django.utils import timezone

from appointments.admin.desk.last_step import Deed, last_step

register = template.Library()


@register.simple_tag(takes_context=True)
def invitation_to_undo(context: Any) -> UUID | None:
    """The appointment this clerk has just booked from a file, as long as it can be taken back."""
    step = last_step(context["request"], now=timezone.now())
    return step.subject if step and step.deed == Deed.INVITATION else None
