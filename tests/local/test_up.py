"""`manage.py up` as a person starts it: in an empty folder, on a free port, without a setting."""

import json
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings

from auslaenderbehoerde.local.processes import answers, free_port
from tests.local.processes import alive, descendants, environment, wait_until

UP = [sys.executable, "manage.py", "up"]


@dataclass
class Portal:
    """The running command, where it serves, and what it has said so far."""

    process: subprocess.Popen
    port: int
    folder: Path
    said: str

    def get(self, path: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def degraded(self) -> list[str]:
        return json.loads(self.get("/readyz")[1])["degraded"]


@pytest.fixture(scope="module")
def portal():
    """The whole portal without demonstration data; killed if a test has not ended it."""
    with tempfile.TemporaryDirectory(prefix="portal-up-") as name:
        Path(name).chmod(0o711)
        folder, port = Path(name) / "var", free_port()
        variables = environment(DATA_DIR=str(folder), PORT=str(port), DEMO="empty")
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        process = subprocess.Popen(UP, cwd=settings.BASE_DIR, env=variables, **pipes)
        said = ""
        for line in process.stdout:
            said += line
            if "Beenden mit Strg-C" in line:
                break
        yield Portal(process, port, folder, said)
        process.kill()
        process.communicate()


def up(folder: Path, port: int) -> subprocess.CompletedProcess[str]:
    variables = environment(DATA_DIR=str(folder), PORT=str(port), DEMO="empty")
    return subprocess.run(UP, cwd=settings.BASE_DIR, env=variables, capture_output=True, text=True, timeout=60)


def test_it_says_where_everything_is(portal):
    name, _password, role = (portal.folder / "demo-accounts.txt").read_text().split()
    assert f"Portal:      http://127.0.0.1:{portal.port}/" in portal.said
    assert f"Verwaltung:  http://127.0.0.1:{portal.port}/verwaltung/" in portal.said
    assert (name, role) == ("verwaltung", "administrator")
    assert str(portal.folder / "mail") in portal.said


def test_it_lives_and_is_ready(portal):
    assert portal.get("/livez") == (200, "ok\n")
    status, body = portal.get("/readyz")
    assert (status, json.loads(body)["ready"]) == (200, True)


def test_pages_styles_and_the_staffs_door_are_served(portal):
    status, page = portal.get("/de/")
    style = page.partition('<link rel="stylesheet" href="')[2].partition('"')[0]
    assert (status, portal.get(style)[0], portal.get("/verwaltung/konto/login/")[0]) == (200, 200, 200)


def test_the_worker_works_and_beat_runs(portal):
    """Beat writes down what it started only after three minutes; until then it counts as standing still."""
    wait_until(lambda: "worker" not in portal.degraded(), "the worker gave no sign of life")
    commands = " ".join(descendants(portal.process.pid).values())
    assert [
        part for part in ("granian", " worker ", " beat ", "/postgres ", "valkey-server") if part not in commands
    ] == []
    assert set(portal.degraded()) <= {"beat"}


def test_the_servers_listen_on_this_machine_only(portal):
    installation = json.loads((portal.folder / "local.json").read_text())
    ports = [portal.port, installation["postgres_port"], installation["valkey_port"]]
    assert [answers(port) for port in ports] == [True] * 3
    listening = [line.split()[1] for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    found = {entry.partition(":")[0] for entry in listening if int(entry.partition(":")[2], 16) in ports}
    assert "00000000" not in found


def test_secrets_are_for_their_owner_alone(portal):
    files = [portal.folder / name for name in ("local.json", "demo-accounts.txt", "valkey/valkey.conf")]
    assert [stat.S_IMODE(file.stat().st_mode) for file in files] == [0o600] * 3


def test_a_second_one_on_the_same_port_says_what_to_do(portal, tmp_path):
    second = up(tmp_path / "var", portal.port)
    assert (second.returncode, list((tmp_path / "var").iterdir())) == (1, [])
    assert f"Port {portal.port} ist besetzt." in second.stderr
    assert "PORT=8001" in second.stderr
    assert "Traceback" not in second.stderr


def test_a_folder_that_cannot_be_made_gives_a_sentence(tmp_path):
    (tmp_path / "file").touch()
    refused = up(tmp_path / "file" / "var", free_port())
    assert (refused.returncode, "Traceback" in refused.stderr) == (1, False)
    assert "bitte Rechte prüfen oder DATA_DIR setzen" in refused.stderr


def test_control_c_ends_everything(portal):
    """Last, because the portal of this module ends with it."""
    everybody = descendants(portal.process.pid)
    installation = json.loads((portal.folder / "local.json").read_text())
    portal.process.send_signal(signal.SIGINT)
    said = portal.process.communicate(timeout=60)[0]
    assert (portal.process.returncode, said.strip()) == (0, "✓ beendet")
    assert len(everybody) > 8
    assert [command for pid, command in everybody.items() if alive(pid)] == []
    with socket.create_server(("127.0.0.1", installation["postgres_port"])):
        assert not (portal.folder / "postgres" / "postmaster.pid").exists()
