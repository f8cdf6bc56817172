"""Which texts the office writes in every language. The history is tracked here, so that it lists them."""

import pghistory
from modeltranslation.translator import TranslationOptions, register

from auslaenderbehoerde.authority.models import Authority, ClosingDay, Municipality, Office, OnSiteOffer, Page


@register(Authority)
class AuthorityTranslation(TranslationOptions):
    fields = ("name", "short_name", "supervisory_authority")


@register(Office)
class OfficeTranslation(TranslationOptions):
    fields = ("name", "directions", "accessibility_note")


@register(OnSiteOffer)
class OnSiteOfferTranslation(TranslationOptions):
    fields = ("name", "text")


@register(ClosingDay)
class ClosingDayTranslation(TranslationOptions):
    fields = ("reason",)


@register(Municipality)
class MunicipalityTranslation(TranslationOptions):
    fields = ("other_office_name",)


@register(Page)
class PageTranslation(TranslationOptions):
    fields = ("title", "body")


for model in (Authority, Office, OnSiteOffer, ClosingDay, Municipality, Page):
    pghistory.track()(model)
