"""Which texts the office writes in every language. The history is tracked here, so that it lists them."""

import pghistory
from modeltranslation.translator import TranslationOptions, register

from auslaenderbehoerde.catalogue.models import Fee, RequiredDocument, Service, ServiceForm


@register(Service)
class ServiceTranslation(TranslationOptions):
    fields = ("name", "summary", "description", "duration_note")


@register(RequiredDocument)
class RequiredDocumentTranslation(TranslationOptions):
    fields = ("name", "note", "condition")


@register(ServiceForm)
class ServiceFormTranslation(TranslationOptions):
    fields = ("name",)


@register(Fee)
class FeeTranslation(TranslationOptions):
    fields = ("note",)


for model in (Service, RequiredDocument, ServiceForm, Fee):
    pghistory.track()(model)
