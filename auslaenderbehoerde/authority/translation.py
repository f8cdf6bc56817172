"""Which texts the office writes in every language. The history is tracked here, so that it lists them."""

import pghistory
from modeltranslation.translator import TranslationOptions, register

from auslaenderbehoerde.authority.models import Authority, ClosingDay, Municipality, Office, OnSiteOffer, Page


@register(Authority)
class AuthorityTranslation(TranslationOptions):
    fields = ("name", "short_name", "supervisory_authority")
    required_languages = {"de": fields, "default": ()}


@register(Municipality)
class MunicipalityTranslation(TranslationOptions):
    fields = ("name", "other_office_name")
    required_languages = {"de": ("name",), "default": ()}


@register(Office)
class OfficeTranslation(TranslationOptions):
    fields = ("name", "directions", "accessibility_note")
    required_languages = {"de": ("name",), "default": ()}


@register(OnSiteOffer)
class OnSiteOfferTranslation(TranslationOptions):
    fields = ("name", "text")
    required_languages = {"de": fields, "default": ()}


@register(ClosingDay)
class ClosingDayTranslation(TranslationOptions):
    fields = ("reason",)
    required_languages = {"de": fields, "default": ()}


@register(Page)
class PageTranslation(TranslationOptions):
    fields = ("title", "body")
    required_languages = {"de": ("title",), "default": ()}


for model in (Authority, Municipality, Office, OnSiteOffer, ClosingDay, Page):
    pghistory.track()(model)
