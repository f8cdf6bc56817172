"""One valid example of each catalogue model."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from auslaenderbehoerde.catalogue import models


class ServiceFactory(DjangoModelFactory):
    class Meta:
        model = models.Service

    slug = factory.Sequence(lambda number: f"leistung-{number:05}")
    name_de = "Aufenthaltserlaubnis verlängern"
    summary_de = "Wenn Ihre Aufenthaltserlaubnis bald abläuft."


class RequiredDocumentFactory(DjangoModelFactory):
    class Meta:
        model = models.RequiredDocument

    service = factory.SubFactory(ServiceFactory)
    name_de = "Pass"


class ServiceFormFactory(DjangoModelFactory):
    class Meta:
        model = models.ServiceForm

    service = factory.SubFactory(ServiceFactory)
    name_de = "Antrag auf Verlängerung"
    kind = "link"
    url = "https://verwaltung.example.org/antrag"


class FeeFactory(DjangoModelFactory):
    class Meta:
        model = models.Fee

    service = factory.SubFactory(ServiceFactory)
    amount_cents = 9300
    effective_from = date(2026, 1, 1)
