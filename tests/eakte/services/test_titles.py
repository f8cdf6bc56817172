"""A title is recorded, corrected, ended, and taken back."""

from datetime import date, datetime

import pytest

from eakte.exceptions import ChangedMeanwhile, SomethingMissing, WrongState
from eakte.models import ResidenceTitle, Task
from eakte.services import titles
from tests.eakte.matters import NOW
from tests.factories.eakte import CardFactory, CaseFileFactory, TaskFactory, TitleFactory

pytestmark = pytest.mark.django_db
NEW = {
    "kind": "blue_card", "legal_basis": "§ 18g AufenthG", "valid_from": date(2026, 11, 20),
    "valid_until": date(2030, 11, 19), "issued_by": "",
}  # fmt: skip


@pytest.fixture
def case_file():
    found = CaseFileFactory()
    TaskFactory(case_file=found, lapses_on=date(2026, 12, 31))
    return found


@pytest.fixture
def old(case_file):
    return TitleFactory(person=case_file.person)


def record(case_file, **changed):
    return titles.record_title(person=case_file.person, facts=NEW | changed, now=NOW)


def ends(case_file):
    return sorted(case_file.person.titles.values_list("legal_basis", "ended_on", "ended"))


def test_a_new_title_replaces_the_old_one_and_the_tasks_follow(case_file, old):
    record(case_file)
    assert ends(case_file) == [
        ("§ 18b AufenthG", date(2026, 11, 20), "replaced"),
        ("§ 18g AufenthG", None, ""),
    ]
    assert Task.objects.get().lapses_on == date(2030, 11, 19)


def test_what_it_is_tied_to_stands_in_its_order(case_file):
    made = titles.record_title(
        person=case_file.person, facts=NEW, provisions=[("work", "Arbeit erlaubt"), ("other", "x")], now=NOW
    )
    assert list(made.provisions.values_list("kind", "text", "order")) == [
        ("work", "Arbeit erlaubt", 1),
        ("other", "x", 2),
    ]


def test_a_certificate_stands_beside_the_title_and_replaces_only_another(case_file, old):
    first = record(case_file, kind="provisional", legal_basis="§ 81 Abs. 4", valid_until=date(2027, 2, 20))
    record(case_file, kind="provisional", legal_basis="§ 81 Abs. 4 neu", valid_from=date(2026, 11, 22))
    first.refresh_from_db()
    old.refresh_from_db()
    assert (old.ended, first.ended) == ("", "replaced")


def test_a_title_from_tomorrow_on_replaces_the_old_one_when_it_begins(case_file, old):
    record(case_file, valid_from=date(2026, 11, 24))
    old.refresh_from_db()
    assert old.ended == ""
    done = [titles.replace_begun(today=date(2026, 11, 24)) for _twice in range(2)]
    old.refresh_from_db()
    assert (done, old.ended, old.ended_on) == ([1, 0], "replaced", date(2026, 11, 24))


def test_an_earlier_title_written_down_late_replaces_nothing(case_file, old):
    record(case_file, valid_from=date(2023, 1, 1), valid_until=date(2024, 12, 31))
    assert ends(case_file) == [("§ 18b AufenthG", None, ""), ("§ 18g AufenthG", date(2025, 1, 1), "replaced")]


def test_the_same_title_twice_is_refused(case_file):
    record(case_file)
    with pytest.raises(SomethingMissing, match="schon erfasst"):
        record(case_file)


def test_an_unlimited_title_takes_the_day_off_the_tasks(case_file, old):
    record(case_file, kind="settlement", valid_until=None)
    assert Task.objects.get().lapses_on is None


def test_a_correction_keeps_one_title_and_compares_the_version(case_file, old):
    facts = {"valid_until": date(2027, 6, 30)}
    titles.correct_title(title=old, facts=facts, provisions=[("work", "x")], version=1)
    old.refresh_from_db()
    assert (old.valid_until, old.version, old.provisions.get().text) == (date(2027, 6, 30), 2, "x")
    assert Task.objects.get().lapses_on == date(2027, 6, 30)
    with pytest.raises(ChangedMeanwhile):
        titles.correct_title(title=old, facts=facts, provisions=[], version=1)


def test_provisions_that_stay_are_not_written_again(case_file, old):
    kept = old.provisions.create(kind="work", text="x", order=1)
    titles.correct_title(title=old, facts={}, provisions=[("work", "x")], version=1)
    assert old.provisions.get() == kept


def test_a_title_ends_once_and_for_a_reason(case_file, old):
    with pytest.raises(SomethingMissing):
        titles.end_title(title=old, reason="", on=NOW.date(), version=1)
    ended = titles.end_title(title=old, reason="revoked", on=NOW.date(), version=1)
    assert (ended.ended, ended.ended_on, Task.objects.get().lapses_on) == ("revoked", NOW.date(), None)
    with pytest.raises(WrongState):
        titles.end_title(title=ended, reason="revoked", on=NOW.date(), version=ended.version)


def test_a_recording_taken_back_gives_the_old_title_its_force_again(case_file, old):
    new = record(case_file)
    titles.take_back_title(title=new, version=new.version, now=NOW)
    assert ends(case_file) == [("§ 18b AufenthG", None, ""), ("§ 18g AufenthG", date(2026, 11, 23), "wrong")]
    assert Task.objects.get().lapses_on == date(2026, 12, 31)


def test_a_title_with_a_card_on_its_way_is_not_taken_back(case_file):
    new = record(case_file)
    CardFactory(person=case_file.person, title=new)
    with pytest.raises(WrongState, match="Karte"):
        titles.take_back_title(title=new, version=new.version, now=NOW)


def test_the_day_of_a_recording_is_the_one_in_germany(case_file, old):
    midnight = datetime.fromisoformat("2026-11-19T23:30:00+00:00")
    titles.record_title(person=case_file.person, facts=NEW, now=midnight)
    assert ResidenceTitle.objects.get(pk=old.pk).ended_on == date(2026, 11, 20)
