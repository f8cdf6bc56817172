"""One valid example of each row of the record."""

from datetime import UTC, date, datetime

import factory
from factory.django import DjangoModelFactory

from eakte import models, serials
from tests.factories.authority import DepartmentFactory, OfficeFactory, TeamFactory


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = models.Person

    family_name = "Yılmaz"
    given_names = "Ayşe"
    birth_date = "1990-01-31"
    sex = "F"
    nationalities = ["TUR"]
    language = "tr"
    email = "ayse@example.org"
    channel = "mail"


class CaseFileFactory(DjangoModelFactory):
    class Meta:
        model = models.CaseFile

    reference = factory.Sequence(lambda number: f"33-2026-{number + 1:05}")
    person = factory.SubFactory(PersonFactory)
    department = factory.SubFactory(DepartmentFactory, office=factory.SubFactory(OfficeFactory))
    team = factory.SubFactory(TeamFactory, department=factory.SelfAttribute("..department"))


class ProceedingFactory(DjangoModelFactory):
    class Meta:
        model = models.Proceeding

    case_file = factory.SubFactory(CaseFileFactory)
    kind = "extension"
    received_at = datetime(2026, 11, 2, 9, tzinfo=UTC)
    team = factory.SelfAttribute("case_file.team")


class TitleFactory(DjangoModelFactory):
    class Meta:
        model = models.ResidenceTitle

    person = factory.SubFactory(PersonFactory)
    kind = "permit"
    legal_basis = "§ 18b AufenthG"
    valid_from = date(2025, 1, 1)
    valid_until = date(2026, 12, 31)


class CardFactory(DjangoModelFactory):
    class Meta:
        model = models.ResidenceCard

    person = factory.SubFactory(PersonFactory)
    office = factory.SubFactory(OfficeFactory)
    ordered_at = datetime(2026, 11, 2, 9, tzinfo=UTC)


class TaskFactory(DjangoModelFactory):
    class Meta:
        model = models.Task

    kind = "review"
    text = "Antrag prüfen"
    case_file = factory.SubFactory(CaseFileFactory)
    team = factory.SelfAttribute("case_file.team")
    created_at = datetime(2026, 11, 2, 9, tzinfo=UTC)


def numbered(serial: str, **values) -> models.ResidenceCard:
    """An ordered card whose serial number is known."""
    return CardFactory(serial_sealed=serials.seal(serial), serial_hash=serials.hash_of(serial), **values)
