"""No Docker runs here, so the container files are read and compared with the code they start."""

import os
import re
import shutil
import subprocess
import sys
from functools import cache
from ipaddress import ip_network
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from celery.app.utils import find_app
from django.conf import settings
from django.core.management import get_commands
from django.urls import resolve

from auslaenderbehoerde import celery, env
from auslaenderbehoerde.local.management.commands import up
from auslaenderbehoerde.local.prepare import PANGO
from deploy import health
from eakte import filetypes

ROOT = settings.BASE_DIR
OURS = {"web", "worker", "beat", "migrate"}  # what runs our image
COMMITTED = ["Caddyfile", "clamd.conf", "health.py", "new-env.sh", "portal.env.example", "valkey.conf"]
NEVER_IN_PRODUCTION = {"DEBUG", "REQUIRE_MFA", "LIMITS"}  # fixed there, or refused by checks.py
OF_THE_SERVERS = {"FRONT_TLS", "POSTGRES_PASSWORD", "VALKEY_PASSWORD"}  # read by others, not by our settings
OF_PYTHON = {"PATH", "HOME", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"}
FILES = ["Dockerfile", "docker-compose.yml", ".dockerignore", *(f"deploy/{name}" for name in COMMITTED)]
LOCKED = {"read_only": True, "cap_drop": ["ALL"], "security_opt": ["no-new-privileges:true"]}


def text(name: str) -> str:
    return (ROOT / name).read_text()


@cache
def compose() -> dict:
    return yaml.safe_load(text("docker-compose.yml"))


def services() -> dict[str, dict]:
    return compose()["services"]


@cache
def stages() -> list[list[tuple[str, str]]]:
    """The Dockerfile's stages, each a list of instructions and what follows them."""
    plain = re.sub(r"^\s*#.*\n", "", text("Dockerfile"), flags=re.MULTILINE).replace("\\\n", " ")
    found: list[list[tuple[str, str]]] = []
    for line in filter(str.strip, plain.splitlines()):
        word, rest = line.split(maxsplit=1)
        if word == "FROM":
            found.append([])
        found[-1].append((word, " ".join(rest.split())))
    return found


def said(word: str, stage: int = -1) -> list[str]:
    """What follows every `word` in a stage; the last one is what runs."""
    return [rest for found, rest in stages()[stage] if found == word]


def installed(stage: int) -> list[str]:
    """The packages a stage takes from apt."""
    runs = " ".join(said("RUN", stage))
    return re.findall(r"[a-z][\w.+-]*", re.search(r"--no-install-recommends (.+?) &&", runs)[1])


def image_environment() -> dict[str, str]:
    return dict(part.split("=", 1) for part in said("ENV")[0].split())


def example() -> dict[str, str]:
    lines = [line for line in text("deploy/portal.env.example").splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def own(name: str) -> set[str]:
    """The variables docker-compose.yml itself sets for a service of ours."""
    return set(services()[name]["environment"])


@pytest.fixture
def new_env(tmp_path):
    """Runs the script that makes portal.env, in a folder of its own."""
    for name in ("new-env.sh", "portal.env.example"):
        shutil.copy(ROOT / "deploy" / name, tmp_path)

    def run() -> subprocess.CompletedProcess[str]:
        return subprocess.run(["sh", str(tmp_path / "new-env.sh")], capture_output=True, text=True)

    return run


@pytest.fixture
def production(new_env, tmp_path) -> dict[str, str]:
    """The environment of a web container right after `sh deploy/new-env.sh`."""
    new_env()
    given: dict[str, str] = {}
    for line in (tmp_path / "portal.env").read_text().splitlines():
        if line and not line.startswith("#"):
            name, value = line.split("=", 1)
            given[name] = re.sub(r"\$\{(\w+)\}", lambda match: given[match[1]], value)
    return given | services()["web"]["environment"] | {"DATA_DIR": image_environment()["DATA_DIR"]}


# --- services ---


def test_every_service_is_there():
    assert set(services()) == OURS | {"front", "postgres", "valkey", "clamav", "mailcatcher"}


def test_only_the_mail_catcher_waits_for_its_profile():
    profiles = {name: service["profiles"] for name, service in services().items() if "profiles" in service}
    assert profiles == {"mailcatcher": ["mailcatcher"]}


def test_everything_of_ours_waits_for_the_migrations():
    waits = {
        name: {other: wait["condition"] for other, wait in services()[name]["depends_on"].items()} for name in OURS
    }
    started = {"migrate": "service_completed_successfully", "valkey": "service_healthy"}
    assert waits == {
        "migrate": {"postgres": "service_healthy"},
        "web": started,
        "worker": started,
        "beat": started,
    }


def test_there_are_two_webs_and_exactly_one_beat():
    replicas = {name: services()[name].get("deploy", {}).get("replicas") for name in OURS}
    assert replicas == {"web": 2, "worker": 1, "beat": 1, "migrate": None}


def test_every_image_is_pinned_to_a_minor_version():
    images = [service["image"] for service in services().values()] + [said("FROM", number)[0] for number in range(4)]
    loose = [image for image in images if not re.search(r":v?\d+\.\d+", image)]
    assert loose == ["auslaenderbehoerde:local"] * len(OURS)


# --- what starts ---


def test_the_containers_start_what_make_up_starts():
    commands = {name: (["python", *command[1:]], extra) for name, command, extra in up._commands(Path(), health.PORT)}
    web, pool = commands.pop("web")
    assert {name: (services()[name]["command"], {}) for name in commands} == commands
    assert yaml.safe_load(said("CMD")[-1]) == [part.replace("127.0.0.1", "0.0.0.0") for part in web]
    assert services()["web"]["environment"] == services()["worker"]["environment"] | pool
    assert "command" not in services()["web"]


def test_the_web_server_finds_its_application():
    module, _, name = yaml.safe_load(said("CMD")[-1])[-1].partition(":")
    script = f"import {module} as door; print(type(door.{name}).__name__)"
    found = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout == "WSGIHandler\n"


def test_celery_finds_its_application():
    names = [services()[name]["command"][services()[name]["command"].index("--app") + 1] for name in ("worker", "beat")]
    assert [find_app(name) for name in names] == [celery.app, celery.app]


def test_the_migrations_run_by_an_existing_command():
    _python, script, command, *_options = services()["migrate"]["command"]
    assert (script, command in get_commands()) == ("manage.py", True)


def test_every_command_of_the_handbook_exists():
    assert sorted(set(re.findall(r"manage\.py (\w+)", text("docs/operation.md"))) - set(get_commands())) == []


def test_the_connections_of_all_processes_fit_into_postgresql():
    """Its default is 100, of which three are kept for administrators."""
    web, worker = services()["web"], services()["worker"]["command"]
    workers = int(re.search(r'"--workers", "(\d+)"', said("CMD")[-1])[1])
    pools = web["deploy"]["replicas"] * workers * int(web["environment"]["DATABASE_POOL"])
    assert pools + int(worker[worker.index("--concurrency") + 1]) + len(["beat", "migrate", "backup"]) <= 97


# --- health ---


def test_health_is_asked_for_where_the_portal_answers():
    checks = {name: service.get("healthcheck", {}).get("test", [])[-1:] for name, service in services().items()}
    assert {name: checks[name] for name in OURS} == {
        "web": ["/readyz"],
        "worker": ["worker"],
        "beat": ["beat"],
        "migrate": [],
    }
    image = yaml.safe_load(said("HEALTHCHECK")[0].partition("CMD ")[2])[-1]
    assert [resolve(path).view_name for path in ("/readyz", image)] == ["readyz", "livez"]


def test_every_health_check_of_ours_calls_the_script():
    calls = [services()[name]["healthcheck"]["test"][:-1] for name in ("web", "worker", "beat")]
    assert calls == [["CMD", "python", "-m", health.__name__]] * 3


# --- variables ---


def test_every_variable_the_containers_set_is_known():
    set_by_us = set(image_environment()) | set(example()) | {variable for name in OURS for variable in own(name)}
    assert set_by_us - set(env.KNOWN) == OF_PYTHON | OF_THE_SERVERS


def test_every_variable_of_production_is_set_in_exactly_one_place():
    places = [set(image_environment()) - OF_PYTHON, own("web"), set(example()) - OF_THE_SERVERS]
    assert sorted(name for place in places for name in place) == sorted(set(env.KNOWN) - NEVER_IN_PRODUCTION)


def test_the_example_explains_every_variable_in_one_line():
    lines = text("deploy/portal.env.example").splitlines()
    assigned = {line.split("=")[0]: above for above, line in pairwise(lines) if re.match(r"\w+=", line)}
    assert [name for name, above in assigned.items() if not re.match(r"# \w.{10,}", above)] == []
    others = re.findall(r"^# ([A-Z_]{4,}) +\S.{10,}$", text("deploy/portal.env.example"), re.MULTILINE)
    assert set(others) | set(assigned) == (set(env.KNOWN) - NEVER_IN_PRODUCTION) | OF_THE_SERVERS


def test_what_compose_fills_in_stands_in_the_example():
    asked = set(re.findall(r"\$\{(\w+)", text("docker-compose.yml")))
    assert asked == OF_THE_SERVERS | {"PUBLIC_URL"}
    assert asked <= set(example())
    assert set(re.findall(r"\{\$(\w+)\}", text("deploy/Caddyfile"))) == set(services()["front"]["environment"])


def test_the_made_environment_passes_the_deployment_check(production):
    checked = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        env={"PATH": os.environ["PATH"]} | production,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )

    clean = "System check identified no issues (0 silenced).\n"
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, clean, "")


def test_addresses_in_the_made_environment_name_our_services(production):
    database, mail = env.database(production["DATABASE_URL"]), env.email(production["EMAIL_URL"])
    server = services()["postgres"]["environment"]
    assert (database["HOST"], database["USER"], database["NAME"]) == (
        "postgres",
        server["POSTGRES_USER"],
        server["POSTGRES_DB"],
    )
    assert database["PASSWORD"] == production["POSTGRES_PASSWORD"]
    assert production["REDIS_URL"] == f"redis://:{production['VALKEY_PASSWORD']}@valkey:6379"
    assert (mail["EMAIL_USE_TLS"], mail["EMAIL_HOST"]) == (True, "mail.example.org")


def test_every_made_key_is_fresh_and_for_its_owner_alone(new_env, tmp_path):
    new_env()
    made = (tmp_path / "portal.env").read_text()
    keys = re.findall(r"^\w+_(?:KEY|PASSWORD)=([0-9a-f]{64})$", made, re.MULTILINE)
    assert (len(keys), len(set(keys))) == (5, 5)
    assert (tmp_path / "portal.env").stat().st_mode & 0o777 == 0o600


def test_keys_in_use_are_not_overwritten(new_env, tmp_path):
    new_env()
    before = (tmp_path / "portal.env").read_text()

    again = new_env()

    assert (again.returncode, (tmp_path / "portal.env").read_text()) == (1, before)
    assert again.stderr.startswith("deploy/portal.env gibt es schon.")


# --- safety ---


def test_every_container_is_locked():
    locks = {name: {key: service.get(key) for key in LOCKED} for name, service in services().items()}
    assert locks == dict.fromkeys(services(), LOCKED)
    assert {name: service["cap_add"] for name, service in services().items() if "cap_add" in service} == {
        "front": ["NET_BIND_SERVICE"]
    }


def test_nothing_but_the_front_runs_as_root():
    users = {name: service.get("user") for name, service in services().items()}
    assert users == dict.fromkeys(OURS, "10001:10001") | {
        "front": None,
        "postgres": "postgres",
        "valkey": "valkey",
        "clamav": "clamav",
        "mailcatcher": "65534:65534",
    }
    assert said("USER") == ["10001:10001"]


def test_our_containers_write_to_the_volume_and_tmp_only():
    places = {name: (services()[name]["volumes"], services()[name]["tmpfs"]) for name in OURS}
    media = Path(image_environment()["DATA_DIR"]) / settings.MEDIA_ROOT.relative_to(settings.DATA_DIR)
    assert places == dict.fromkeys(OURS, ([f"files:{media}"], ["/tmp:size=256m"]))


def test_static_files_come_from_the_image_and_not_from_a_volume():
    static = Path(image_environment()["DATA_DIR"]) / settings.STATIC_ROOT.relative_to(settings.DATA_DIR)
    assert f"--from=build {static} {static}" in said("COPY")
    assert f"MODE=local DATA_DIR={static.parent}" in " ".join(said("RUN", 1))


def test_the_portal_believes_the_network_of_the_front_and_nobody_else():
    inside = compose()["networks"]["inside"]
    (subnet,) = (entry["subnet"] for entry in inside["ipam"]["config"])
    trusted = {name: services()[name]["environment"]["TRUSTED_PROXIES"] for name in OURS}
    assert trusted == dict.fromkeys(OURS, subnet)
    assert (inside["internal"], ip_network(subnet).is_private) == (True, True)
    assert {name for name, service in services().items() if "inside" in service["networks"]} == {"front", "web"}


def test_only_the_front_can_be_reached_from_outside():
    ports = {name: service["ports"] for name, service in services().items() if "ports" in service}
    assert ports == {"front": ["80:80", "443:443", "443:443/udp"], "mailcatcher": ["127.0.0.1:8025:8025"]}
    closed = {name for name, network in compose()["networks"].items() if network.get("internal")}
    assert closed == {"inside", "data", "scan"}


def test_only_the_worker_reaches_the_scanner():
    assert {name for name, service in services().items() if "scan" in service["networks"]} == {"worker", "clamav"}
    assert {name for name, service in services().items() if "signatures" in service["networks"]} == {"clamav"}
    host, _colon, port = example()["CLAMD"].partition(":")
    assert (host in services(), port) == (True, "3310")


def test_the_scanner_takes_more_than_the_portal_and_the_front_lets_it_through():
    scanner = {
        name: int(size) for name, size in re.findall(r"^(\w+Max\w*|Max\w+) (\d+)M$", text("deploy/clamd.conf"), re.M)
    }
    assert set(scanner) == {"StreamMaxLength", "MaxFileSize", "MaxScanSize"}
    staff = int(re.search(r"@staff \{\s+max_size (\d+)MB", text("deploy/Caddyfile"))[1])
    assert min(*scanner.values(), staff) * 1_000_000 > filetypes.LARGEST


def test_the_front_passes_on_to_web_but_not_the_numbers():
    front = text("deploy/Caddyfile")
    target = re.search(r"dynamic a \{\s+name (\w+)\s+port (\d+)", front)
    refused = re.search(r"@metrics path (\S+) ", front)[1]
    assert target.groups() == ("web", str(health.PORT))
    assert said("EXPOSE") == [str(health.PORT)]
    assert (resolve(refused).view_name, "respond @metrics 404" in front) == ("metrics", True)
    assert "redir {$PUBLIC_URL}{uri} permanent" in front


def test_no_container_file_holds_a_secret():
    given = [pair for service in services().values() for pair in service.get("environment", {}).items()]
    secret = re.compile("PASSWORD|_KEY|AUTH")
    assert {value for name, value in given if secret.search(name)} == {
        "${POSTGRES_PASSWORD:?}",
        "${VALKEY_PASSWORD:?}",
    }
    assert {value for name, value in example().items() if secret.search(name)} == {""}
    passwords = re.findall(r"://[^\s/@]*:([^\s@]+)@", "".join(map(text, FILES)))
    assert passwords == ["PASSWORT", "${POSTGRES_PASSWORD}", "${VALKEY_PASSWORD}"]
    assert re.findall(r"\b[0-9a-fA-F]{32,}\b", "".join(map(text, FILES))) == []


# --- image ---


def test_the_image_has_pango_and_the_tools_of_the_servers_postgresql():
    server = services()["postgres"]["image"]
    major = re.search(r":(\d+)", server)[1]
    assert installed(stage=-1) == [*PANGO, f"postgresql-client-{major}"]
    assert said("FROM", stage=2) == [f"{server} AS postgres"]


def test_tools_for_building_stay_behind():
    assert installed(stage=1) == ["gettext"]
    assert [run for run in said("RUN") if re.search(r"\b(uv|pip|npm)\b", run)] == []
    assert said("FROM")[0] == said("FROM", stage=1)[0].removesuffix(" AS build")


def test_the_build_sees_what_it_copies_and_nothing_else():
    copies = [copy for stage in range(4) for copy in said("COPY", stage) if "--from=" not in copy]
    copied = [part for copy in copies for part in copy.split()[:-1]]
    lines = text(".dockerignore").splitlines()
    allowed = [line.removeprefix("!") for line in lines if line.startswith("!")]
    seen = {path for path in copied if not any(path.startswith(f"{folder}/") for folder in allowed)}
    assert (lines[1], seen) == ("*", set(allowed))
    assert [path for path in copied if not (ROOT / path).exists()] == []


def test_every_package_of_ours_is_in_the_image():
    packages = {path.parent.name for path in ROOT.glob("*/apps.py")} | {"auslaenderbehoerde"}
    assert packages - set(" ".join(said("COPY", 1)).split()) == set()
