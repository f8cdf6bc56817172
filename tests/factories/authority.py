"""One valid example of each authority model."""

from datetime import date, time

import factory
from factory.django import DjangoModelFactory

from auslaenderbehoerde.authority import models


class AuthorityFactory(DjangoModelFactory):
    class Meta:
        model = models.Authority
        django_get_or_create = ("id",)

    id = 1
    name_de = "Kreis Unna, Ausländerbehörde"
    short_name_de = "Ausländerbehörde Kreis Unna"
    state = "NW"
    street = "Kamener Straße 110"
    postcode = "59425"
    city = "Unna"
    email = "auslaenderbehoerde@example.org"
    phone = "02303 0000"


class OfficeFactory(DjangoModelFactory):
    class Meta:
        model = models.Office

    slug = factory.Sequence(lambda number: f"standort-{number}")
    name_de = "Ausländerbehörde Unna-Königsborn"
    street = "Kamener Straße 110"
    postcode = "59425"
    city = "Unna"
    state = "NW"
    phone = "02303 0000"


class OpeningHoursFactory(DjangoModelFactory):
    class Meta:
        model = models.OpeningHours

    office = factory.SubFactory(OfficeFactory)
    weekday = 0
    opens = time(8, 30)
    closes = time(12)
    effective_from = date(2026, 1, 1)


class ClosingDayFactory(DjangoModelFactory):
    class Meta:
        model = models.ClosingDay

    day = date(2026, 12, 24)
    reason_de = "Heiligabend"


class MunicipalityFactory(DjangoModelFactory):
    class Meta:
        model = models.Municipality

    ags = factory.Sequence(lambda number: f"05978{number:03}")
    name = factory.Sequence(lambda number: f"Gemeinde {number}")


class PageFactory(DjangoModelFactory):
    class Meta:
        model = models.Page

    key = "imprint"
    title_de = "Impressum"
    body_de = "Wer hinter diesen Seiten steht."
