"""The page of files whose time is over."""

import re
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from eakte.models import AccessRecord, CaseFile, Disposal
from eakte.services import disposal, files
from tests.factories.accounts import staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(client):
    user = staff("team_lead", username="lead", last_name="Linde")
    client.force_login(user)
    return user


@pytest.fixture
def over(case_file):
    """The file, closed long ago."""
    CaseFile.objects.filter(pk=case_file.pk).update(
        close_reason="left", counts_from=date(2010, 1, 1), closed_at=timezone.now()
    )
    return CaseFile.objects.get(pk=case_file.pk)


def words(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def step(client, file, name, **answers):
    return client.post(reverse("admin:eakte_dispose_step", args=[file.pk, name]), answers)


def test_the_list_names_the_file_until_when_and_how_far_it_is(client, lead, over, protocol):
    shown = words(client.get(reverse("admin:eakte_due")))

    for text in (over.reference, "Yılmaz, Ayşe", "ins Ausland gezogen", "01.01.2020", "§ 68 AufenthV", "noch nicht"):
        assert text in shown
    assert protocol() == [("list", None)]


def test_a_file_goes_in_three_steps_by_two_people_and_leaves_one_line(client, lead, over, protocol):
    step(client, over, "anbieten", offered_on="2026-02-02")
    step(client, over, "vorschlagen")
    mine = words(client.get(reverse("admin:eakte_dispose", args=[over.pk])))
    refused = step(client, over, "loeschen", reference=over.reference)
    client.force_login(staff("team_lead", username="second"))
    mistyped = step(client, over, "loeschen", reference="33-1")

    done = step(client, over, "loeschen", reference=over.reference)

    assert ("Bestätigen muss eine andere Person" in mine, refused.status_code, mistyped.status_code) == (True, 400, 400)
    assert (done.status_code, CaseFile.objects.count()) == (302, 0)
    assert protocol() == [("read", over.pk), ("erased", over.pk)]
    line = AccessRecord.objects.get(deed="erased", case_file=over.pk)
    assert line.subject == f"{over.reference}, zu 01.01.2010, Archiv 02.02.2026, von {lead.pk.hex}"


def test_a_step_that_cannot_be_taken_says_why(client, lead, over):
    response = step(client, over, "vorschlagen")

    assert (response.status_code, "dem Archiv noch nicht angeboten" in words(response)) == (400, True)


def test_a_proposal_is_taken_back(client, lead, over):
    disposal.offer(case_file=over, offered_on=date(2026, 2, 2), by=lead, now=timezone.now())
    disposal.propose(case_file=over, by=lead, now=timezone.now())

    step(client, over, "zuruecknehmen")

    assert Disposal.objects.get().proposed_by is None


def test_a_blocked_file_is_named_and_not_opened(client, lead, over):
    files.block(case_file=over, contact="Frau Adler", readers=[staff("team_lead", username="x")], version=1)

    shown = words(client.get(reverse("admin:eakte_due")))

    assert ("Gesperrte Akte, bitte an Frau Adler" in shown, "Yılmaz" in shown) == (True, False)
    assert client.get(reverse("admin:eakte_dispose", args=[over.pk])).status_code == 404


@pytest.mark.parametrize(
    ("reason", "counts_from", "status"),
    [("left", "2026-01-01", 302), ("other", "", 302), ("expelled", "", 400), ("", "", 400), ("merged", "", 400)],
)
def test_a_file_is_closed_with_its_reason(client, lead, case_file, reason, counts_from, status):
    answers = {"reason": reason, "counts_from": counts_from}

    response = client.post(reverse("admin:eakte_deed", args=[case_file.pk, "schliessen"]), answers)

    case_file.refresh_from_db()
    assert (response.status_code, case_file.close_reason) == (status, reason if status == 302 else "")


def test_the_page_of_a_closed_file_says_until_when_it_is_kept(client, lead, over):
    shown = words(client.get(reverse("admin:eakte_file", args=[over.pk])))

    assert "Aufzubewahren bis 01.01.2020 (§ 68 AufenthV)" in shown
