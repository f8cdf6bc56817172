"""The log of who looked: it only grows, month by month, and whole months go."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from eakte import protocol
from eakte.changes import changes_of
from eakte.models import AccessRecord
from eakte.services import files, people
from tests.factories.accounts import staff
from tests.factories.eakte import CaseFileFactory

NOW = datetime(2031, 5, 20, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def partition_of(record_id) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tableoid::regclass::text FROM eakte_accessrecord WHERE id = %s", [record_id])
        return cursor.fetchone()[0]


def written(at: datetime) -> AccessRecord:
    protocol.record_command("a test", "export", now=at)
    return AccessRecord.objects.get(at=at)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE eakte_accessrecord SET deed = 'list'",
        "DELETE FROM eakte_accessrecord",
        "TRUNCATE eakte_accessrecord",
        "DELETE FROM eakte_accessrecord_rest",
        "TRUNCATE eakte_accessrecord_rest",
    ],
)
def test_nothing_in_the_log_can_be_changed_even_by_a_superuser(change):
    written(NOW)

    with pytest.raises(DatabaseError, match="nur ergänzt"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


def test_the_role_that_owns_the_table_may_only_read_and_add():
    query = "SELECT privilege_type FROM information_schema.role_table_grants WHERE table_name = 'eakte_accessrecord'"
    with connection.cursor() as cursor:
        cursor.execute(f"{query} AND grantee = current_user")
        rights = {right for (right,) in cursor.fetchall()}
    assert rights & {"INSERT", "SELECT", "UPDATE", "DELETE", "TRUNCATE"} == {"INSERT", "SELECT"}


def test_months_are_made_ahead_once_and_take_their_lines():
    new = protocol.make_months(today=date(2031, 11, 20))

    assert new == [f"eakte_accessrecord_{month}" for month in ("2031_11", "2031_12", "2032_01", "2032_02")]
    assert protocol.make_months(today=date(2031, 11, 20)) == []
    line = written(datetime(2031, 12, 31, 23, 59, tzinfo=UTC))
    assert partition_of(line.pk) == "eakte_accessrecord_2031_12"


def test_lines_that_came_before_their_month_was_made_move_into_it():
    early, later = written(NOW), written(NOW + timedelta(days=400))

    protocol.make_months(today=NOW.date())

    assert [partition_of(line.pk) for line in (early, later)] == [
        "eakte_accessrecord_2031_05",
        "eakte_accessrecord_rest",
    ]
    for name in ("eakte_accessrecord_2031_05", "eakte_accessrecord_rest"):
        with pytest.raises(DatabaseError, match="nur ergänzt"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {name}")


def test_months_go_when_their_retention_is_over():
    protocol.make_months(today=date(2028, 1, 1))

    kept = protocol.drop_months(today=date(2030, 1, 31))
    gone = protocol.drop_months(today=date(2030, 3, 1))

    assert (kept, gone) == ([], ["eakte_accessrecord_2028_01", "eakte_accessrecord_2028_02"])


@pytest.fixture
def officer(client):
    client.force_login(staff("data_protection_officer"))
    return client


def test_the_officer_sees_who_read_which_file_and_no_name(officer, client):
    case_file, ada = CaseFileFactory(), staff("caseworker", username="ada")
    client.force_login(ada)
    client.get(reverse("admin:eakte_file", args=[case_file.pk]))
    client.force_login(staff("data_protection_officer", username="dpo"))

    path = reverse("admin:eakte_protocol")
    shown = client.post(path, {"reference": case_file.reference, "user": ada.pk}).content.decode()

    assert ("gelesen" in shown, case_file.reference in shown, "Yılmaz" in shown) == (True, True, False)
    assert str(case_file.pk) not in path


def test_the_officer_reads_what_was_searched_for_and_the_table_holds_it_sealed(client, settings):
    ada = staff("caseworker", username="ada")
    client.force_login(ada)
    client.post(reverse("admin:eakte_search"), {"text": "Yılmaz 1990"}, follow=True)
    line = AccessRecord.objects.get(deed="search")
    client.force_login(staff("data_protection_officer", username="dpo"))

    shown = client.get(reverse("admin:eakte_protocol")).content.decode()

    assert ("Yılmaz 1990" in shown, "0 Treffer" in shown, "Akte suchen" in shown) == (True, True, True)
    assert "lmaz" not in str(bytes(line.words))
    settings.FILE_KEY = "another-key-" + "k" * 40
    assert protocol.words_of(line).startswith("Das lässt sich nicht entschlüsseln")


def test_an_unknown_reference_is_told_beside_the_field(officer):
    shown = officer.post(reverse("admin:eakte_protocol"), {"reference": "99-2026-1"}).content.decode()

    assert "Eine Akte mit diesem Aktenzeichen gibt es nicht." in shown


def test_changes_name_columns_and_never_content(officer):
    case_file = CaseFileFactory()
    people.change_person(person=case_file.person, facts={"phone": "02303 4711"}, version=1)
    files.close_file(case_file=case_file, reason="left", now=NOW, version=1)

    found = sorted((change.what, change.deed, change.columns) for change in changes_of(case_file))
    shown = officer.post(reverse("admin:eakte_changes"), {"reference": case_file.reference}).content.decode()

    assert found == [
        ("Akte", "angelegt", ()),
        ("Akte", "geändert", ("geschlossen", "Grund des Schließens", "Frist zählt ab")),
        ("Person", "angelegt", ()),
        ("Person", "geändert", ("Telefon",)),
    ]
    assert ("Telefon" in shown, "4711" in shown) == (True, False)


def test_reading_costs_the_same_for_one_line_and_three(officer):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            officer.get(reverse("admin:eakte_protocol"))
        return len(captured)

    written(NOW)
    queries()
    one = queries()
    for minute in (1, 2):
        written(NOW.replace(minute=minute))
    assert queries() == one
