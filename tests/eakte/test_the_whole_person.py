"""A person with a row of every model: nothing is forgotten by an answer, a merger or an erasure."""

from datetime import UTC, date, datetime

import pytest
from django.apps import apps
from django.db import connection

from eakte import access_answer, storage
from eakte.contributions import CONTRIBUTIONS, erase
from eakte.models import CaseFile, Disposal, DocumentVersion, Person
from eakte.services import disposal, merging
from tests.eakte.everything import everything, papers_of
from tests.factories.accounts import staff

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
COVERED = {name for contribution in CONTRIBUTIONS for name in contribution.covers}
PAPERS = {"eakte.Document", "eakte.DocumentVersion"}  # the originals themselves
PROTOCOL = {"eakte_accessrecord"}


@pytest.fixture(autouse=True)
def disk(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def lead(db):
    return staff("team_lead", username="lead")


@pytest.fixture
def zofia(lead):
    return everything("Wrzesniewska", clerk=lead)


def rows_of(case_file) -> dict[str, set]:
    """Every covered model with the identifiers of its rows, before anything is done."""
    return {name: set(apps.get_model(name).objects.values_list("pk", flat=True)) for name in COVERED}


def test_the_cast_has_a_row_of_every_covered_model(zofia):
    closed_away = {"eakte.Disposal"}  # only a closed file is on its way out

    assert {name for name, found in rows_of(zofia).items() if not found} == closed_away


def test_the_answer_tells_of_every_covered_model(zofia):
    Disposal.objects.create(case_file=zofia, offered_on=date(2026, 1, 1), offered_by=staff("", username="x"))

    wanted = access_answer.contents(zofia, now=NOW)

    names = {name: str(apps.get_model(name)._meta.verbose_name) for name in COVERED - PAPERS}
    told = {part.title.lower() for part in wanted.parts}
    assert {name for name, title in names.items() if title.lower() not in told} == set()
    assert sorted(line.document.title for line in wanted.papers) == ["Attest Wrzesniewska", "Schreiben Wrzesniewska"]
    assert "Nachricht" in {part.title for part in wanted.parts}


def test_the_answer_tells_what_stands_in_the_columns_and_no_key(zofia):
    told = {part.title: part.detail for part in access_answer.contents(zofia, now=NOW).parts}

    assert "Nummer: PWrzesniewska1234" in told["Pass"]
    assert "Straße und Hausnummer: Wrzesniewska-Straße 1" in told["Anschrift"]
    assert "Vermerk: Vermerk Wrzesniewska" in told["Vermerk"]
    assert "Bedarf: Rollstuhl Wrzesniewska" in told["Termin"]
    version = DocumentVersion.objects.first()
    every = " ".join(told.values())
    assert ("_hash" in every, version.wrapped_key.hex() in every, "hash" in every) == (False, False, False)


def test_after_a_merger_nothing_points_to_the_person_who_is_gone(zofia, lead):
    kept = everything("Kowalska", clerk=lead, birth_date="1991-02-02")
    gone, papers_before = zofia.person, papers_of(kept) + papers_of(zofia)

    merging.merge(kept=kept.person, gone=gone, seen=(1, 1), by=lead, now=NOW)

    cover = [("eakte.CaseFile", "person", zofia.pk)]
    assert pointing_to({gone.pk, zofia.pk}) == cover
    assert papers_of(kept) == papers_before
    gone.refresh_from_db()
    assert gone.merged_into_id == kept.person_id


def pointing_to(identifiers: set) -> list[tuple]:
    """Rows of our apps with a key to one of these."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        if model._meta.label.endswith("Event") or not model._meta.managed or model._meta.proxy:
            continue
        for field in model._meta.concrete_fields:
            if field.is_relation and field.related_model in (Person, CaseFile):
                rows = model._base_manager.filter(**{f"{field.attname}__in": identifiers})
                found += [(model._meta.label, field.name, pk) for pk in rows.values_list("pk", flat=True)]
    return found


def test_after_an_erasure_no_row_of_any_table_knows_the_person(zofia, lead, django_capture_on_commit_callbacks):
    files = [storage.path_of(pk) for pk in DocumentVersion.objects.values_list("pk", flat=True)]
    kept = everything("Kowalska", clerk=lead, birth_date="1991-02-02")
    identifiers = {str(pk) for pk in (zofia.pk, zofia.person_id)}
    assert all(path.exists() for path in files)

    with django_capture_on_commit_callbacks(execute=True):
        erase(zofia, NOW)

    assert tables_with("Wrzesniewska", "wrzesniewska", *identifiers) == {}
    assert [path for path in files if path.exists()] == []
    assert papers_of(kept) == 2


def test_with_a_person_go_those_who_were_merged_into_her(zofia, lead, django_capture_on_commit_callbacks):
    kept = everything("Kowalska", clerk=lead)
    merging.merge(kept=kept.person, gone=zofia.person, seen=(1, 1), by=lead, now=NOW)
    identifiers = {str(pk) for pk in (zofia.pk, zofia.person_id, kept.pk, kept.person_id)}

    with django_capture_on_commit_callbacks(execute=True):
        erase(CaseFile.objects.get(pk=kept.pk), NOW)

    assert tables_with("Wrzesniewska", "Kowalska", *identifiers) == {}
    assert list(storage.folder().glob("*/*")) == []


def tables_with(*texts: str) -> dict[str, int]:
    """Tables with a row that holds one of these texts in any column; accounts of staff are named after people here."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table in PROTOCOL or table.startswith(("accounts_", "eakte_delivery")):
                continue
            condition = " OR ".join(["t::text LIKE %s"] * len(texts))
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE {condition}', [f"%{text}%" for text in texts])
            if number := cursor.fetchone()[0]:
                found[table] = number
    return found


def test_the_whole_way_out_leaves_one_line_without_a_name(zofia, lead):
    CaseFile.objects.filter(pk=zofia.pk).update(
        closed_at=datetime(2015, 5, 5, tzinfo=UTC), close_reason="left", counts_from=date(2015, 5, 5)
    )
    zofia.refresh_from_db()
    disposal.offer(case_file=zofia, offered_on=date(2026, 2, 2), by=lead, now=NOW)
    disposal.propose(case_file=zofia, by=lead, now=NOW)

    line = disposal.erase(case_file=zofia, by=staff("team_lead", username="second"), now=NOW)

    assert line == f"{zofia.reference}, zu 05.05.2015, Archiv 02.02.2026, von {lead.pk.hex}"
    assert Person.objects.filter(pk=zofia.person_id).exists() is False
