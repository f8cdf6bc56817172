"""Which texts the office writes in every language. The history is tracked here, so that it lists them."""

import pghistory
from modeltranslation.translator import TranslationOptions, register

from appointments.models import Concern, Queue


@register(Queue)
class QueueTranslation(TranslationOptions):
    fields = ("name",)


@register(Concern)
class ConcernTranslation(TranslationOptions):
    fields = ("name", "hint")


pghistory.track()(Queue)
pghistory.track()(Concern)
