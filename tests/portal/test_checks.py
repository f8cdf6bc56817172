"""`check --deploy`: a place for files, before somebody misses them."""

import pytest

from auslaenderbehoerde.portal.checks import surroundings


@pytest.fixture(autouse=True)
def place(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path


def found():
    return [warning.id.rpartition(".")[2] for warning in surroundings()]


def test_an_installation_with_everything_is_not_warned():
    assert found() == []


def test_a_folder_that_takes_no_files_is_named(settings, place):
    (place / "occupied").write_text("a file, not a folder")
    settings.MEDIA_ROOT = place / "occupied"
    assert found() == ["W001"]
