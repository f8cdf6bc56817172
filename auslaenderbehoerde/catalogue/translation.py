"""Which texts the office writes in every language. The history is tracked here, so that it lists them."""

import pghistory
from modeltranslation.translator import TranslationOptions, register

from auslaenderbehoerde.catalogue.models import Fee, RequiredDocument, Service, ServiceForm


@register(Service)
class ServiceTranslation(TranslationOptions):
    fields = ("name", "summary", "description", "duration_note")
    required_languages = {"de": ("name", "summary"), "default": ()}


@register(RequiredDocument)
class RequiredDocumentTranslation(TranslationOptions):
    fields = ("name", "note", "condition")
    required_languages = {"de": ("name",), "default": ()}


@register(ServiceForm)
class ServiceFormTranslation(TranslationOptions):
    fields = ("name",)
    required_languages = {"de": fields, "default": ()}


@register(Fee)
class FeeTranslation(TranslationOptions):
    fields = ("note",)


for model in (Service, RequiredDocument, ServiceForm, Fee):
    pghistory.track()(model)
