"""The filled office: as many as said, names as the record makes them, and a database that is as it was."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import override_settings

from auslaenderbehoerde.authority.models import Team
from auslaenderbehoerde.local.demo.scale.copying import INDEXES
from auslaenderbehoerde.local.demo.scale.identifiers import made_at
from auslaenderbehoerde.local.demo.scale.load import NotEmptyError, fill
from auslaenderbehoerde.local.demo.scale.names import pool
from auslaenderbehoerde.local.demo.scale.sizes import SIZES, Size, spread
from eakte import card_status, models, names, pickup_codes, search, serials
from eakte.services import files, people
from tests.factories.accounts import staff
from tests.factories.authority import OfficeFactory, TeamFactory
from tests.factories.eakte import PersonFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
SMALL = Size(persons=300, documents=1_500, proceedings=450, cards=40, teams=3, clerks=2)
FILLED = (
    models.Person,
    models.CaseFile,
    models.Document,
    models.DocumentVersion,
    models.Proceeding,
    models.ResidenceCard,
)
STANDING = """
SELECT tgname, tgenabled FROM pg_trigger WHERE tgrelid = 'eakte_person'::regclass AND NOT tgisinternal ORDER BY 1
"""


def filled(**changed):
    fill(SMALL, office=OfficeFactory(), now=NOW, **changed)


def rows(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return sorted(cursor.fetchall())


def test_there_are_as_many_as_said():
    filled()
    assert [model.objects.count() for model in FILLED] == [300, 300, 1_500, 1_500, 450, 40]
    assert Team.objects.count() == 3
    assert models.CardStatus.objects.count() == 40


@pytest.mark.parametrize("name", SIZES)
def test_thick_and_thin_files_together_hold_exactly_the_whole(name):
    size = SIZES[name]
    given = list(spread(size.documents, size.persons, (1, 2, 15)))
    assert (sum(given), len(given), min(given) < max(given)) == (size.documents, size.persons, True)


def test_every_name_can_be_written_and_is_searched_and_sorted_as_the_record_does_it():
    filled()
    for person in models.Person.objects.all():
        before = (person.search_name, person.sort_key)
        person.derive()
        assert (person.search_name, person.sort_key) == before
        assert names.unknown_characters(person.full_name) == []
        person.full_clean()


def test_the_same_seed_gives_the_same_people():
    first, again, other = (list(pool(200, Random(seed))) for seed in (7, 7, 8))
    assert first == again != other


def test_indexes_and_triggers_stand_as_before_and_the_history_begins_with_the_first_change():
    tables = [[model._meta.db_table for model in FILLED]]
    before = (rows(INDEXES, *tables), rows(STANDING))
    filled()
    assert (rows(INDEXES, *tables), rows(STANDING)) == before
    history = models.Person.pgh_event_model.objects
    assert history.count() == 0

    person = models.Person.objects.first()
    person.phone = "02303 270"
    person.save()
    assert history.count() == 1


def test_the_next_file_gets_the_next_reference():
    team = TeamFactory()
    filled()
    written = list(models.CaseFile.objects.filter(department=team.department, reference__contains="-2026-"))
    opened = files.open_file(person=PersonFactory(), team=team, now=NOW)
    assert opened.reference == f"{team.department.code}-2026-{len(written) + 1:05}"


def test_passports_and_cards_are_found_by_number_and_the_public_answer_by_code():
    filled()
    user = staff("caseworker")
    passport = models.Passport.objects.first()
    found = search.find(people.passport_number(passport), user=user, today=NOW.date()).found
    assert [row.case_file.person_id for row in found] == [passport.person_id]

    card = models.ResidenceCard.objects.exclude(serial_hash="").select_related("person").first()
    assert card.serial_hash == serials.hash_of(serials.unseal(card.serial_sealed))
    key = pickup_codes.code_key(pickup_codes.code(card), card.person.birth_date)
    assert models.CardStatus.objects.get(code_key=key).state == card.state
    card_status.learn_serial(card, serials.unseal(card.serial_sealed))  # the same serial again fits


def test_ends_of_titles_are_spread_and_some_files_are_blocked():
    filled()
    soon = models.ResidenceTitle.objects.ending(NOW.date(), NOW.date() + timedelta(days=90)).count()
    assert 5 <= soon <= 60
    blocked = models.CaseFile.objects.filter(blocked=True)
    assert [file.readers.count() for file in blocked] == [1, 1]


def test_an_identifier_is_of_its_moment():
    identifier = made_at(NOW, Random(1))
    assert (identifier.version, identifier.variant) == (7, "specified in RFC 4122")
    assert identifier.int >> 80 == int(NOW.timestamp() * 1000)


def test_nothing_is_mixed_with_persons_that_are_there():
    PersonFactory()
    with pytest.raises(NotEmptyError):
        filled()


def test_the_command_refuses_a_filled_installation_and_production():
    PersonFactory(), OfficeFactory()
    with pytest.raises(CommandError, match="schon Personen"):
        call_command("demo", size="kreis")
    with override_settings(MODE="production"), pytest.raises(CommandError, match="Betrieb"):
        call_command("demo", size="kreis")
