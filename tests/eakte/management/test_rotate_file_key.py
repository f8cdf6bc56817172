"""A new master key: everything is sealed anew, and the old one can go."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from eakte import storage
from eakte.exceptions import KeyMissing
from eakte.models import DocumentVersion
from eakte.services import people
from tests.factories import papers
from tests.factories.eakte import CaseFileFactory, PersonFactory

pytestmark = pytest.mark.django_db
NEW = "new-" + "n" * 60


@pytest.fixture(autouse=True)
def disk(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


def rotate() -> str:
    out = StringIO()
    call_command("rotate_file_key", stdout=out)
    return out.getvalue()


def test_after_the_rotation_the_old_key_can_go(settings):
    old = settings.FILE_KEY
    version = papers.document(CaseFileFactory()).versions.get()
    passport = people.add_passport(
        person=PersonFactory(), number="C01X00T47", facts={"state": "TUR", "kind": "national"}
    )
    before = storage.path_of(version.pk).read_bytes()

    settings.FILE_KEY = f"{NEW},{old}"
    told = rotate()
    settings.FILE_KEY = NEW

    version.refresh_from_db()
    passport.refresh_from_db()
    storage.verify(version)
    assert people.passport_number(passport) == "C01X00T47"
    assert storage.path_of(version.pk).read_bytes() == before
    assert "Alles ist mit dem ersten Schlüssel versiegelt." in told


def test_it_is_done_once(settings):
    papers.document(CaseFileFactory())
    settings.FILE_KEY = f"{NEW},{settings.FILE_KEY}"
    rotate()
    sealed = bytes(DocumentVersion.objects.get().wrapped_key)
    rotate()

    assert bytes(DocumentVersion.objects.get().wrapped_key) == sealed


def test_what_no_key_opens_is_counted_and_left_as_it_is(settings):
    version = papers.document(CaseFileFactory()).versions.get()
    settings.FILE_KEY = NEW

    with pytest.raises(CommandError, match="Nehmen Sie den alten Schlüssel noch nicht weg"):
        rotate()

    assert bytes(DocumentVersion.objects.get().wrapped_key) == bytes(version.wrapped_key)
    with pytest.raises(KeyMissing):
        storage.verify(version)
