"""A morning's post, page by page."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from eakte.models import CaseFile, Document, IntakeItem, Task
from tests.factories import papers
from tests.factories.accounts import staff
from tests.factories.authority import OfficeFactory
from tests.factories.eakte import ProceedingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(tmp_path, settings, client):
    """Records staff in their browser."""
    settings.MEDIA_ROOT = tmp_path
    client.force_login(staff("records"))
    return client


@pytest.fixture
def stack(clerk):
    """One letter and a stack of three pages, uploaded."""
    files = [SimpleUploadedFile("Brief.pdf", papers.pdf()), SimpleUploadedFile("Stapel.pdf", papers.pdf(3))]
    clerk.post(address("post"), {"upload": files, "office": OfficeFactory().pk})
    return {item.document.title: item for item in IntakeItem.objects.select_related("document")}


def address(name: str, *arguments) -> str:
    return reverse(f"admin:eakte_{name}", args=arguments)


def words(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def facts(**changed) -> dict:
    return {"title": "Mietvertrag", "category": "housing", "dated_on": "2026-11-23", "access": "casework"} | changed


def test_what_was_uploaded_is_on_the_list(clerk, stack):
    shown = words(clerk.get(address("post")))

    assert ["Brief" in shown, "Stapel" in shown, "3 Seiten" in shown] == [True] * 3


def test_a_bad_file_is_refused_with_its_reason_and_none_is_kept(clerk):
    files = [SimpleUploadedFile("a.pdf", papers.pdf()), SimpleUploadedFile("b.pdf", b"%PDF-1.7 broken")]
    response = clerk.post(address("post"), {"upload": files, "office": OfficeFactory().pk})

    assert (response.status_code, IntakeItem.objects.count()) == (400, 0)
    assert "Diese Datei lässt sich nicht öffnen." in words(response)


def test_a_search_keeps_what_was_typed_and_stands_in_no_address(clerk, stack, case_file):
    item = stack["Brief"]
    response = clerk.post(address("post_assign", item.pk), facts(text="Yilmaz 1990", title="Halb fertig"))
    page = clerk.get(response["Location"])

    assert response["Location"] == address("post_piece", item.pk) + "#akte"
    assert (case_file.reference in words(page), 'value="Halb fertig"' in page.content.decode()) == (True, True)


def test_a_letter_is_put_into_a_file_and_the_next_one_comes(clerk, stack, case_file):
    response = clerk.post(address("post_assign", stack["Brief"].pk), facts(target=str(case_file.pk)))

    document = Document.objects.get(case_file=case_file)
    assert (document.title, Task.objects.get().text) == ("Mietvertrag", "Neue Post: Mietvertrag")
    assert response["Location"] == address("post_piece", stack["Stapel"].pk)
    assert "Zugeordnet: Mietvertrag" in words(clerk.get(response["Location"]))


def test_it_is_put_to_a_proceeding(clerk, stack):
    proceeding = ProceedingFactory()
    target = f"{proceeding.case_file.pk}/{proceeding.pk}"
    clerk.post(address("post_assign", stack["Brief"].pk), facts(target=target))

    assert Document.objects.get(title="Mietvertrag").proceeding == proceeding


def test_a_target_that_is_none_is_not_found(clerk, stack, case_file):
    CaseFile.objects.filter(pk=case_file.pk).update(blocked=True, blocked_contact="Frau Adler")
    other = ProceedingFactory()
    targets = [str(case_file.pk), "x", f"{other.case_file.pk}/x", f"{ProceedingFactory().case_file.pk}/{other.pk}"]
    page = address("post_assign", stack["Brief"].pk)

    assert [clerk.post(page, facts(target=target)).status_code for target in targets] == [404] * 4


def test_of_a_blocked_file_only_the_contact_is_told(clerk, stack, case_file):
    CaseFile.objects.filter(pk=case_file.pk).update(blocked=True, blocked_contact="Frau Adler")
    clerk.post(address("post_assign", stack["Brief"].pk), facts(text="Yilmaz"))
    page = clerk.get(address("post_piece", stack["Brief"].pk))

    assert f"Gesperrte Akte {case_file.reference}, bitte an Frau Adler" in words(page)
    assert str(case_file.pk) not in page.content.decode()


def test_a_title_that_is_missing_is_asked_for(clerk, stack, case_file):
    response = clerk.post(address("post_assign", stack["Brief"].pk), facts(target=str(case_file.pk), title=""))

    assert (response.status_code, Document.objects.filter(case_file=case_file).count()) == (400, 0)


def test_a_stack_is_taken_apart(clerk, stack):
    clerk.post(address("post_split", stack["Stapel"].pk), {"ranges": "1, 2-3"})

    titles = [item.document.title for item in IntakeItem.objects.waiting().order_by("pk")]
    assert titles == ["Brief", "Stapel, Seite 1", "Stapel, Seiten 2 bis 3"]


def test_wrong_ranges_are_explained_and_stay_typed(clerk, stack):
    response = clerk.post(address("post_split", stack["Stapel"].pk), {"ranges": "1, 3"})

    assert (response.status_code, 'value="1, 3"' in response.content.decode()) == (400, True)
    assert "Seite 2 fehlt" in words(response)


def test_an_unknown_sender_stays(clerk, stack):
    clerk.post(address("post_aside", stack["Brief"].pk), {"note": "Stempel Kamen"})

    shown = words(clerk.get(address("post")))
    assert ("Absender unbekannt" in shown, "Stempel Kamen" in shown) == (True, True)


def test_an_assignment_is_undone_by_who_made_it(clerk, stack, case_file, client):
    item = stack["Brief"]
    clerk.post(address("post_assign", item.pk), facts(target=str(case_file.pk)))
    client.force_login(staff("caseworker"))
    stranger = client.post(address("post_undo", item.pk)).status_code
    client.force_login(item.batch.created_by)
    client.post(address("post_undo", item.pk))

    item.refresh_from_db()
    assert (stranger, item.state, Document.objects.filter(case_file=case_file).count()) == (404, "open", 0)


def test_a_letter_that_left_the_list_is_gone(clerk, stack, case_file):
    clerk.post(address("post_assign", stack["Brief"].pk), facts(target=str(case_file.pk)))

    assert clerk.get(address("post_piece", stack["Brief"].pk)).status_code == 404


def test_what_waits_stands_on_the_start_page(clerk, stack):
    assert "Posteingang" in words(clerk.get(reverse("admin:index")))


def test_every_page_is_one_line_in_the_protocol(clerk, stack, protocol):
    clerk.get(address("post"))
    clerk.get(address("post_piece", stack["Brief"].pk))

    assert protocol() == [("list", None), ("preview", None)]
