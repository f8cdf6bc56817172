"""Taking over by the page: upload, preview, one button; the file lies sealed and is gone afterwards."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from eakte.imports import persons, waiting
from eakte.models import ImportRun, Person
from tests.factories.accounts import staff
from tests.factories.authority import TeamFactory

pytestmark = pytest.mark.django_db
LINE = "P1;Müller;Hans;1980;;;;;de;;;;;;Familie"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    TeamFactory(name="Familie")
    return tmp_path / "imports"


@pytest.fixture
def records(client):
    client.force_login(staff("records"))
    return client


def upload(client, *lines: str, data: bytes = b""):
    content = data or "\n".join([";".join(persons.COLUMNS), *lines]).encode()
    file = SimpleUploadedFile("p.csv", content)
    return client.post(reverse("admin:eakte_imports"), {"subject": "persons", "file": file})


def state(run: ImportRun) -> tuple:
    run.refresh_from_db()
    return run.state, run.added, len(run.errors), run.finished_at is not None


def test_a_file_is_looked_at_confirmed_and_taken_over(records, folder):
    answer = upload(records, LINE, "P2;;;;;;;;de;;;;;;Familie")
    run = ImportRun.objects.get()
    waiting.work(run.pk, now=timezone.now())
    preview, shown = state(run), records.get(answer.url).content.decode()
    sealed = next(folder.iterdir()).read_bytes()

    records.post(answer.url)
    waiting.work(run.pk, now=timezone.now())

    assert (preview, "Familienname und Vornamen fehlen." in shown) == (("preview", 1, 1, True), True)
    assert ("Müller".encode() in sealed, list(folder.iterdir())) == (False, [])
    assert (state(run), [person.full_name for person in Person.objects.all()]) == (
        ("done", 1, 1, True),
        ["Hans Müller"],
    )


def test_pressing_twice_takes_over_once(records):
    answer = upload(records, LINE)
    run = ImportRun.objects.get()
    waiting.work(run.pk, now=timezone.now())

    records.post(answer.url)
    told = records.post(answer.url, follow=True).content.decode()

    assert "Diese Übernahme läuft schon oder ist zu Ende." in told


def test_a_run_whose_kick_was_lost_is_done_by_the_sweep(records):
    upload(records, LINE)

    looked = [waiting.sweep(now=timezone.now()) for _time in range(2)]

    assert (looked, state(ImportRun.objects.get())) == ([1, 0], ("preview", 1, 0, True))


def test_a_picture_is_refused_beside_the_field(records):
    response = upload(records, data=b"\x89PNG\xff\xfe")

    assert (response.status_code, "nicht in UTF-8" in response.content.decode()) == (400, True)
    assert ImportRun.objects.count() == 0


def test_a_table_of_something_else_ends_as_failed_with_the_reason(records, folder):
    answer = upload(records, data=b"a;b\n1;2")
    waiting.sweep(now=timezone.now())

    shown = records.get(answer.url).content.decode()
    assert (state(ImportRun.objects.get())[0], "fehlen die Spalten" in shown, list(folder.iterdir())) == (
        "failed",
        True,
        [],
    )
