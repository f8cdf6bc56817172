"""The embedded servers as real processes: killed, started again, and in each other's way."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from redis import Redis

from auslaenderbehoerde.local import postgres, valkey
from auslaenderbehoerde.local.installation import open_installation
from auslaenderbehoerde.local.processes import LocalError, free_port, spawn, stop, taken
from auslaenderbehoerde.local.servers import servers
from tests.local.processes import alive, descendants, environment, wait_until

SERVE = """
import json, sys
from pathlib import Path
from auslaenderbehoerde.local.servers import servers
with servers(Path(sys.argv[1]), given={}) as (installation, running):
    print(json.dumps({name: process.pid for name, process in running.items()}), flush=True)
    sys.stdin.readline()
"""

DEAF = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("deaf", flush=True)
time.sleep(60)
"""


@pytest.fixture(scope="module")
def folder():
    """An installation that has run once; PostgreSQL may enter its folder."""
    with tempfile.TemporaryDirectory(prefix="portal-processes-") as name:
        Path(name).chmod(0o711)
        with servers(Path(name), given={}):
            pass
        yield Path(name)


@pytest.fixture
def serve(folder):
    """Starts both servers in a process of its own: the process, and its children by name."""
    started: list[subprocess.Popen] = []

    def run() -> tuple[subprocess.Popen, dict[str, int]]:
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        command = [sys.executable, "-c", SERVE, str(folder)]
        process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment(), **pipes)
        started.append(process)
        return process, json.loads(process.stdout.readline())

    yield run
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def installation(folder):
    """What the folder has chosen for itself."""
    return open_installation(folder, given={})


def write(installation) -> None:
    with psycopg.connect(installation.environment["DATABASE_URL"]) as database:
        database.execute("CREATE TABLE kept AS SELECT 'Königsborn' AS name")
    with Redis.from_url(installation.environment["REDIS_URL"]) as redis:
        redis.set("kept", "Königsborn")
        redis.execute_command("WAITAOF", 1, 0, 2000)


def read(installation) -> list[str]:
    with psycopg.connect(installation.environment["DATABASE_URL"]) as database:
        [(name,)] = database.execute("SELECT name FROM kept").fetchall()
    with Redis.from_url(installation.environment["REDIS_URL"]) as redis:
        return [name, redis.get("kept").decode()]


def test_killed_servers_are_gone_and_everything_is_there_at_the_next_start(serve, folder):
    """SIGKILL gives nobody time to tidy up, so the system itself must tell the children."""
    first, children = serve()
    everybody = descendants(first.pid)
    installation = open_installation(folder, given={})
    write(installation)
    first.kill()
    first.wait()
    second, _children = serve()  # at once: it waits for the former ones
    assert (sorted(children), read(installation)) == (["PostgreSQL", "Valkey"], ["Königsborn", "Königsborn"])
    assert set(children.values()) < set(everybody)
    assert [pid for pid in everybody if alive(pid)] == []
    others = descendants(second.pid)
    second.communicate("stop\n")
    assert (second.returncode, [pid for pid in others if alive(pid)]) == (0, [])


def test_nobody_else_reads_the_secrets(folder, installation):
    files = [folder / "local.json", folder / "valkey" / "valkey.conf"]
    assert [stat.S_IMODE(file.stat().st_mode) for file in files] == [0o600, 0o600]
    assert [stat.S_IMODE((folder / name).stat().st_mode) for name in ("postgres", "valkey")] == [0o700, 0o700]
    assert sorted(path.name for path in folder.iterdir()) == ["local.json", "log", "postgres", "valkey"]


def test_no_secret_stands_in_a_command_or_a_log(serve, folder, installation):
    process, _children = serve()
    commands = " ".join(descendants(process.pid).values())
    process.communicate("stop\n")
    logs = "".join(log.read_text(errors="replace") for log in (folder / "log").iterdir())
    secrets = [installation.postgres_password, installation.valkey_password, installation.link_key]
    assert "postgres" in commands
    assert [secret for secret in secrets if secret in commands + logs] == []


@pytest.mark.parametrize(
    "left", ["4194303\n/somewhere\n", f"{os.getpid()}\n/somewhere\n", ""], ids=["nobody's", "another's", "empty"]
)
def test_a_stale_pid_file_is_survived(folder, installation, left):
    """Left by a power cut: a number nobody has, the number of another program, nothing at all."""
    (folder / "postgres" / "postmaster.pid").write_text(left)
    process = postgres.start(installation, log=folder / "log" / "postgres.log", safe=False)
    stop(process, signal.SIGINT)
    assert process.returncode == 0


@pytest.mark.parametrize(
    ("server", "port"), [(postgres, "postgres_port"), (valkey, "valkey_port")], ids=["PostgreSQL", "Valkey"]
)
def test_an_occupied_port_gives_a_sentence(folder, installation, server, port):
    with socket.create_server(("127.0.0.1", getattr(installation, port))), pytest.raises(LocalError) as refusal:
        server.start(installation, log=folder / "log" / "x.log")
    assert str(refusal.value).startswith(f"Port {getattr(installation, port)} ist schon besetzt.")


def test_a_second_portal_in_the_same_folder_gives_a_sentence(serve, folder, installation):
    serve()
    with pytest.raises(LocalError, match="läuft noch ein PostgreSQL"):
        postgres.start(installation, log=folder / "log" / "x.log")


def test_a_port_that_is_just_left_is_waited_for():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert taken(port, seconds=0) is True
    assert taken(port) is False


def test_what_was_chosen_once_stays(folder, installation):
    assert open_installation(folder, given={}) == installation
    written = json.loads((folder / "local.json").read_text())
    assert written["environment"] == installation.environment


def test_what_is_given_from_outside_is_not_written_down(tmp_path):
    open_installation(tmp_path, given={"DATABASE_URL": "postgresql://elsewhere/portal", "SECRET_KEY": "geheim"})
    text = (tmp_path / "local.json").read_text()
    assert sorted(json.loads(text)["environment"]) == ["FILE_KEY", "LINK_KEY", "REDIS_URL"]
    assert [word for word in ("elsewhere", "geheim") if word in text] == []


def test_a_child_that_does_not_listen_is_killed(tmp_path):
    process = spawn([sys.executable, "-c", DEAF], log=tmp_path / "log")
    wait_until(lambda: "deaf" in (tmp_path / "log").read_text(), "the child never spoke")
    stop(process, seconds=0.1)
    assert process.returncode == -signal.SIGKILL


def test_a_free_port_is_free():
    with socket.create_server(("127.0.0.1", free_port())) as server:
        assert server.getsockname()[0] == "127.0.0.1"
