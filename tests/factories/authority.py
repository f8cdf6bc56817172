"""One valid example of each authority model."""

from datetime import UTC, date, datetime, time

import factory
from factory.django import DjangoModelFactory

from auslaenderbehoerde.authority import models


class AuthorityFactory(DjangoModelFactory):
    class Meta:
        model = models.Authority
        django_get_or_create = ("id",)

    id = 1
    name_de = "Ausländerbehörde des Kreises Unna"
    short_name_de = "Kreis Unna"
    legal_form = "Körperschaft des öffentlichen Rechts"
    represented_by = "die Landrätin"
    state = "NW"
    street = "Kamener Straße 110"
    postcode = "59425"
    city = "Unna"
    email = "auslaenderbehoerde@example.org"
    phone = "0221 4710-100"
    supervisory_authority_de = "die Bezirksregierung"
    responsible_for_content = "die Leitung der Ausländerbehörde"
    data_protection_officer = "datenschutz@example.org"
    accessibility_contact_email = "barrierefreiheit@example.org"


class OfficeFactory(DjangoModelFactory):
    class Meta:
        model = models.Office

    slug = factory.Sequence(lambda number: f"standort-{number:05}")
    name_de = "Ausländerbehörde Unna-Königsborn"
    street = "Kamener Straße 110"
    postcode = "59425"
    city = "Unna"
    state = "NW"
    phone = "0221 4710-100"


class OpeningHoursFactory(DjangoModelFactory):
    """Mondays in the morning."""

    class Meta:
        model = models.OpeningHours

    office = factory.SubFactory(OfficeFactory)
    weekday = models.Weekday.MONDAY
    opens = time(8, 30)
    closes = time(12)
    effective_from = date(2026, 1, 1)


class ClosingDayFactory(DjangoModelFactory):
    """A day on which every office is closed."""

    class Meta:
        model = models.ClosingDay

    day = date(2026, 12, 24)
    reason_de = "Heiligabend"


class OnSiteOfferFactory(DjangoModelFactory):
    class Meta:
        model = models.OnSiteOffer

    office = factory.SubFactory(OfficeFactory)
    name_de = "Fotoautomat der Bundesdruckerei"
    text_de = "Ein Foto kostet 6 Euro."


class MunicipalityFactory(DjangoModelFactory):
    class Meta:
        model = models.Municipality

    ags = factory.Sequence(lambda number: f"05978{number:03}")
    name_de = factory.Sequence(lambda number: f"Gemeinde {number:05}")


class DepartmentFactory(DjangoModelFactory):
    class Meta:
        model = models.Department

    name = factory.Sequence(lambda number: f"Sachgebiet {number:05}")
    code = factory.Sequence(lambda number: f"S{number}")


class TeamFactory(DjangoModelFactory):
    class Meta:
        model = models.Team

    department = factory.SubFactory(DepartmentFactory)
    name = "A bis K"


class PageFactory(DjangoModelFactory):
    class Meta:
        model = models.Page

    key = models.PageKey.IMPRINT
    title_de = "Impressum"
    body_de = "Wer hinter diesen Seiten steht."


class FeedbackFactory(DjangoModelFactory):
    class Meta:
        model = models.Feedback

    page = "Termin buchen"
    message = "Der Kalender lässt sich mit der Tastatur nicht bedienen."
    language = "de"
    created_at = datetime(2026, 11, 24, 9, tzinfo=UTC)
