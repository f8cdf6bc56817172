"""Rivals about two persons who are one, in real processes against real PostgreSQL."""

from datetime import UTC, datetime

import pytest

from auslaenderbehoerde.accounts.roles import write_roles
from eakte.models import CaseFile, Person, Proceeding, ResidenceCard
from tests import rivals
from tests.factories.accounts import staff
from tests.factories.eakte import CardFactory, CaseFileFactory, PersonFactory, ProceedingFactory, TitleFactory

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
SCRIPT = """
import json, sys
from datetime import datetime
from django.db import DatabaseError
from auslaenderbehoerde.accounts.models import User
from eakte.exceptions import RecordError
from eakte.models import CaseFile, Person, Proceeding
from eakte.services import merging
order = json.loads(sys.argv[1])
by, now = User.objects.get(username="lead"), datetime.fromisoformat(order["now"])
kept, gone = (Person.objects.get(pk=order[name]) for name in ("kept", "gone"))
file = CaseFile.objects.get(person=gone)
def merge():
    merging.merge(kept=kept, gone=gone, seen=(1, 1), by=by, now=now)
    return "merged"
def write():
    Proceeding.objects.create(case_file=file, kind="other", received_at=now)
    return "written"
sys.stdin.readline()
try:
    answer = {"merge": merge, "write": write}[order["deed"]]()
except RecordError as refusal:
    answer = type(refusal).__name__
except DatabaseError as refusal:
    answer = "refused" if "merged into another one" in str(refusal) else str(refusal)
print(json.dumps([answer]))
"""


@pytest.fixture
def pair(db):
    """Two records of one woman, each with a matter, a title and a card."""
    write_roles()
    staff("team_lead", username="lead")
    made = [CaseFileFactory(person=PersonFactory(birth_date=born)) for born in ("1990-01-31", "1990-01-13")]
    for case_file in made:
        ProceedingFactory(case_file=case_file)
        TitleFactory(person=case_file.person)
        CardFactory(person=case_file.person)
    return [case_file.person for case_file in made]


def order(deed, kept, gone):
    return {"now": NOW.isoformat(), "deed": deed, "kept": str(kept.pk), "gone": str(gone.pk)}


def test_two_who_merge_to_and_fro_at_once_make_one_person_and_no_ring(pair):
    one, other = pair

    answers = rivals.race(SCRIPT, [order("merge", one, other), order("merge", other, one)] * 2)

    assert (answers.count("merged"), set(answers)) == (1, {"merged", "ChangedMeanwhile"})
    [kept] = Person.objects.filter(merged_into=None)
    assert {row.merged_into_id for row in Person.objects.exclude(pk=kept.pk)} == {kept.pk}
    assert {row.person_id for row in ResidenceCard.objects.all()} == {kept.pk}
    assert {row.case_file.person_id for row in Proceeding.objects.select_related("case_file")} == {kept.pk}


def test_what_is_written_during_a_merger_comes_along_or_is_refused(pair):
    kept, gone = pair

    answers = rivals.race(SCRIPT, [order("write", kept, gone)] * 2 + [order("merge", kept, gone)])

    assert answers.count("merged") == 1
    assert set(answers) <= {"merged", "written", "refused"}
    assert Proceeding.objects.count() == 2 + answers.count("written")
    assert {row.case_file_id for row in Proceeding.objects.all()} == {CaseFile.objects.get(person=kept).pk}
