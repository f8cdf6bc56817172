import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from psycopg import sql

from auslaenderbehoerde.authority.models import Office
from auslaenderbehoerde.portal.backup import parts, postgres, restoring, sealing, writing
from auslaenderbehoerde.portal.backup.exceptions import BackupError, UnreadableError
from tests.factories.authority import OfficeFactory
from tests.notifications.conftest import database_url

NOW = datetime(2027, 3, 15, 6, 30, tzinfo=UTC)
PASSPHRASE = "vier Pferde grasen am Kanal"
WRONG = "fünf Pferde grasen am Kanal"
PICTURE = bytes(range(256)) * 9000  # more than one chunk


@pytest.fixture(autouse=True)
def installation(settings, tmp_path, monkeypatch) -> Path:
    """Files, keys and a folder for archives; scrypt at its cheapest."""
    monkeypatch.setattr(sealing, "COST", 10)
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.SECRET_KEY, settings.LINK_KEY = "secret of the test", "links of the test"
    settings.FILE_KEY = "files of the test"
    (settings.MEDIA_ROOT / "forms").mkdir(parents=True)
    (settings.MEDIA_ROOT / "forms" / "Änderung.pdf").write_bytes(PICTURE)
    (settings.MEDIA_ROOT / "empty.txt").touch()
    (tmp_path / "archives").mkdir()
    return tmp_path


@pytest.fixture
def archive(transactional_db, installation) -> Path:
    """An archive of this installation with one office."""
    OfficeFactory(slug="unna", name_de="Ausländerbehörde Unna-Königsborn")
    return writing.write_backup(installation / "archives", passphrase=PASSPHRASE, now=NOW)


@pytest.fixture
def other(transactional_db, installation):
    """A second installation with an empty database, its own keys and an empty folder."""
    name = sql.Identifier(f"{connection.settings_dict['NAME']}_other")
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("CREATE DATABASE {}").format(name))
    yield Installation(installation / "other", f"{database_url()}_other")
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


class Installation:
    """Another installation, reached through its commands alone."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.url = folder, url
        folder.mkdir()

    def manage(self, *command: str, passphrase: str = PASSPHRASE) -> subprocess.CompletedProcess[str]:
        keys = {"SECRET_KEY": "another secret", "LINK_KEY": "other links", "FILE_KEY": "other files"}
        keys["BACKUP_PASSPHRASE"] = passphrase
        return subprocess.run(
            [sys.executable, "manage.py", *command],
            env=os.environ | keys | {"MODE": "test", "DATABASE_URL": self.url, "DATA_DIR": str(self.folder)},
            cwd=configured.BASE_DIR,
            capture_output=True,
            text=True,
        )

    def offices(self) -> str:
        script = "from auslaenderbehoerde.authority.models import Office; print(*Office.objects.values_list('name_de'))"
        return self.manage("shell", "--no-imports", "--command", script).stdout.strip()

    def tables(self) -> str:
        script = "from django.db import connection; print(connection.introspection.table_names())"
        return self.manage("shell", "--no-imports", "--command", script).stdout.strip()


def files() -> dict[str, bytes]:
    root = configured.MEDIA_ROOT
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def state() -> tuple[list[str], dict[str, bytes]]:
    """What a failed restore must not have touched."""
    return list(Office.objects.order_by("slug").values_list("slug", flat=True)), files()


def restore(path: Path, passphrase: str = PASSPHRASE, **options):
    return restoring.restore_backup(path, passphrase=passphrase, replace=True, **options)


def change_everything() -> None:
    """The archive was made; then life went on."""
    Office.objects.all().delete()
    OfficeFactory(slug="luenen")
    (configured.MEDIA_ROOT / "empty.txt").write_text("no longer")
    (configured.MEDIA_ROOT / "new").mkdir()
    (configured.MEDIA_ROOT / "new" / "scan.png").write_bytes(b"new")


def test_an_archive_is_one_file_only_the_owner_may_read(archive, installation):
    assert list((installation / "archives").iterdir()) == [archive]
    assert archive.name == "auslaenderbehoerde-2027-03-15T063000Z.backup"
    assert archive.stat().st_mode & 0o777 == 0o600


def test_nothing_in_the_archive_can_be_read(archive):
    content = archive.read_bytes()

    assert [word for word in ("unna", "Änderung", "secret of the test", "PGDMP") if word.encode() in content] == []


def test_everything_comes_back(archive):
    before = state()
    change_everything()

    restored = restore(archive)

    assert state() == before
    assert list(configured.MEDIA_ROOT.rglob(".restored-*")) == []
    assert (restored.other_keys, restored.manifest["created_at"]) == ([], "2027-03-15T06:30:00+00:00")
    assert set(restored.manifest["parts"]) == {
        "database.dump",
        "files/empty.txt",
        "files/forms/Änderung.pdf",
        "keys.env",
    }


def test_another_installation_takes_over_database_files_and_keys(archive, other, installation):
    told = other.manage("restore", str(archive), "--keys", str(installation / "keys.env"))

    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout.splitlines()[-1] == (
        f"Setzen Sie vor dem Start SECRET_KEY, LINK_KEY und FILE_KEY aus {installation / 'keys.env'}, "
        "und löschen Sie diese Datei."
    )
    assert other.offices() == "('Ausländerbehörde Unna-Königsborn',)"
    assert (other.folder / "files" / "forms" / "Änderung.pdf").read_bytes() == PICTURE
    assert (installation / "keys.env").read_text() == (
        "SECRET_KEY=secret of the test\nLINK_KEY=links of the test\nFILE_KEY=files of the test\n"
    )
    assert (installation / "keys.env").stat().st_mode & 0o777 == 0o600


def test_a_restored_database_is_migrated_and_keeps_its_history_triggers(archive, other, installation):
    other.manage("restore", str(archive), "--keys", str(installation / "keys.env"))

    assert other.manage("migrate", "--check").returncode == 0
    assert other.manage("pgtrigger", "ls").stdout.count("INSTALLED") > 0


def test_other_keys_are_not_lost_without_a_word(archive, other):
    told = other.manage("restore", str(archive))

    assert (told.returncode, other.tables()) == (1, "[]")
    assert told.stderr.strip() == (
        "CommandError: Das Archiv enthält andere Schlüssel (SECRET_KEY, LINK_KEY, FILE_KEY): Nennen Sie --keys DATEI."
    )


def test_a_file_of_keys_is_never_overwritten(archive, settings, installation):
    settings.LINK_KEY = "other links"
    (installation / "keys.env").write_text("precious")
    before = state()

    with pytest.raises(FileExistsError):
        restore(archive, key_file=installation / "keys.env")

    assert (state(), (installation / "keys.env").read_text()) == (before, "precious")


def test_a_database_in_use_is_only_replaced_when_asked_for(archive):
    change_everything()
    before = state()

    with pytest.raises(BackupError, match="Die Datenbank ist nicht leer"):
        restoring.restore_backup(archive, passphrase=PASSPHRASE)

    assert state() == before


def test_files_in_use_are_only_replaced_when_asked_for(archive, other, installation):
    (other.folder / "files").mkdir()
    (other.folder / "files" / "scan.png").write_bytes(b"precious")

    told = other.manage("restore", str(archive), "--keys", str(installation / "keys.env"))

    assert (told.returncode, other.tables()) == (1, "[]")
    assert "Der Ordner der Dateien ist nicht leer" in told.stderr


def test_a_wrong_passphrase_touches_nothing(archive):
    change_everything()
    before = state()

    with pytest.raises(UnreadableError, match="Das Passwort stimmt nicht, oder das Archiv ist beschädigt"):
        restore(archive, WRONG)

    assert state() == before


def test_a_shortened_archive_touches_nothing(archive):
    content = archive.read_bytes()
    change_everything()
    before = state()

    for kept in (0, 20, len(sealing.FORMAT), 45, 46, 5000, sealing.CHUNK + sealing.TAG, -17, -1):
        archive.write_bytes(content[:kept])
        with pytest.raises(UnreadableError):
            restore(archive)

    assert state() == before


def test_one_changed_bit_touches_nothing(archive):
    content = archive.read_bytes()
    change_everything()
    before = state()

    for place in (0, len(sealing.FORMAT), 30, 50, 100_000, sealing.CHUNK + 100, len(content) - 1):
        archive.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        with pytest.raises(UnreadableError):
            restore(archive)

    assert state() == before


def test_exchanged_chunks_and_added_bytes_are_noticed(archive):
    content, head = archive.read_bytes(), len(sealing.FORMAT) + 1 + sealing.SALT
    size = sealing.CHUNK + sealing.TAG
    first, second, rest = (
        content[head : head + size],
        content[head + size : head + 2 * size],
        content[head + 2 * size :],
    )

    for changed in (content[:head] + second + first + rest, content + b"x", content + first):
        archive.write_bytes(changed)
        with pytest.raises(UnreadableError):
            restore(archive)


def test_a_database_that_refuses_leaves_everything_as_it_was(archive, monkeypatch):
    monkeypatch.setattr(postgres, "EMPTY_THE_DATABASE", b"DROP SCHEMA public CASCADE;\nDROP SCHEMA nobody;\n")
    change_everything()
    before = state()

    with pytest.raises(BackupError, match='schema "nobody" does not exist'):
        restore(archive)

    assert state() == before


def test_a_stop_in_the_middle_leaves_everything_as_it_was(archive, monkeypatch):
    unpack = parts.unpack
    seen = []

    def stop_at_the_end(pieces, taker):
        manifest = unpack(pieces, taker)
        seen.append(manifest)
        return manifest if len(seen) == 1 else {}

    monkeypatch.setattr(parts, "unpack", stop_at_the_end)
    change_everything()
    before = state()

    with pytest.raises(UnreadableError):
        restore(archive)

    assert state() == before


def test_an_archive_of_a_newer_version_is_refused(transactional_db, installation, monkeypatch):
    known = postgres.migrations()
    monkeypatch.setattr(postgres, "migrations", lambda: [*known, ["appointments", "9999_future"]])
    monkeypatch.setattr(writing, "version", lambda: "9.9")
    newer = writing.write_backup(installation / "archives", passphrase=PASSPHRASE, now=NOW)

    with pytest.raises(BackupError, match=r"Installieren Sie zuerst 9\.9"):
        restore(newer)


def test_a_backup_that_fails_leaves_no_file(transactional_db, installation, monkeypatch):
    monkeypatch.setattr(postgres, "_environment", lambda: os.environ | {"PGDATABASE": "nobody"})

    with pytest.raises(BackupError, match="Die Datenbank ließ sich nicht sichern"):
        writing.write_backup(installation / "archives", passphrase=PASSPHRASE, now=NOW)

    assert list((installation / "archives").iterdir()) == []


def test_tools_of_the_servers_own_version_are_preferred(db, monkeypatch):
    monkeypatch.setattr(postgres, "server_version", lambda: 16)
    monkeypatch.setattr(postgres, "_version", lambda path: {"/new/psql": 18, "/own/psql": 16, "/old/psql": 15}[path])
    monkeypatch.setattr(postgres, "_candidates", lambda name: ["/old/psql", "/new/psql", "/own/psql"])
    assert postgres._tool("psql") == "/own/psql"

    monkeypatch.setattr(postgres, "_candidates", lambda name: ["/old/psql", "/new/psql"])
    assert postgres._tool("psql") == "/new/psql"

    monkeypatch.setattr(postgres, "_candidates", lambda name: ["/old/psql"])
    with pytest.raises(
        BackupError, match="psql ab Version 16 fehlt: Installieren Sie das Paket „postgresql-client-16“"
    ):
        postgres._tool("psql")


def test_the_command_takes_the_passphrase_from_a_file(transactional_db, installation, capsys):
    (installation / "passphrase").write_text(f"{PASSPHRASE}\n")

    call_command("backup", str(installation / "archives"), passphrase_file=installation / "passphrase")

    (path,) = (installation / "archives").iterdir()
    assert capsys.readouterr().out.startswith(f"Gesichert: {path} (")


@pytest.mark.parametrize(
    ("text", "reason"),
    [("", "Das Passwort fehlt"), ("fünfzehn Buchst", "Das Passwort ist zu kurz: Es braucht mindestens 16 Zeichen")],
)
def test_without_a_good_passphrase_nothing_is_written(installation, monkeypatch, text, reason):
    monkeypatch.setenv("BACKUP_PASSPHRASE", text)

    with pytest.raises(CommandError, match=reason):
        call_command("backup", str(installation / "archives"))

    assert list((installation / "archives").iterdir()) == []
