"""The house keeps its own rules; each test is one of them."""

import ast
import re
import subprocess
import tomllib
from functools import cache
from pathlib import Path

from auslaenderbehoerde import env

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("auslaenderbehoerde", "eakte", "applications", "appointments", "notifications")

THIRD_PARTY = re.compile(r"(^|/)(vendor|node_modules)/|\.min\.(css|js)$|\.(woff2?|ttf|otf|eot)$|jquery", re.IGNORECASE)
REGISTRIES = re.compile(r"registry\.|pypi\.org|pythonhosted|index-url|find-links|\"resolved\"", re.IGNORECASE)
MACHINE = re.compile(r"(?<![\w.*-])/(work|root|home|Users)/")
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc"}
EXCUSES = {"skip", "skipif", "xfail", "importorskip", "SkipTest", "skipTest", "skipIf", "skipUnless"}
NO_NETWORK_ADDRESS = ("http://www.w3.org/",)  # names of document types and of SVG
FOREIGN_HOST = re.compile(r"(?:https?:)?//[\w.-]+\.[a-z]{2,}[^\s\"'<>]*", re.IGNORECASE)
HANDLERS = r"\son(?:click|load|error|submit|change|input|focus|blur|toggle|key[a-z]+|mouse[a-z]+)="
INLINE = re.compile(rf"<style|\sstyle=|{HANDLERS}|<script(?![^>]*\ssrc=)|javascript:", re.IGNORECASE)
OWN_STYLE = ("templates/mail/", "templates/letters/")  # mails and printed pages bring their style along
CONTAINER_FILES = ("Dockerfile", "docker-compose.yml", "deploy/")  # paths inside a container


@cache
def files() -> list[str]:
    """What is or would be committed, as paths from the root."""
    command = ["git", "-c", "safe.directory=*", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    return sorted(name for name in listed.split("\0") if name and (ROOT / name).is_file())


@cache
def text(name: str) -> str:
    """A file's text; pictures and the like have none."""
    try:
        return (ROOT / name).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


@cache
def tree(name: str) -> ast.Module:
    return ast.parse(text(name))


def python(*, migrations: bool = False) -> list[str]:
    return [name for name in files() if name.endswith(".py") and (migrations or "/migrations/" not in name)]


def templates() -> list[str]:
    return [name for name in files() if "templates/" in name and name.endswith((".html", ".txt", ".xml", ".svg"))]


def lines(name: str) -> int:
    return len(text(name).splitlines())


def found(pattern: re.Pattern[str], names: list[str]) -> list[str]:
    """Every place where the pattern occurs, as `file:line: match`."""
    return [
        f"{name}:{number}: {match.group()}"
        for name in names
        for number, line in enumerate(text(name).splitlines(), start=1)
        for match in pattern.finditer(line)
        if not match.group().startswith(NO_NETWORK_ADDRESS)
    ]


@cache
def project() -> dict:
    return tomllib.loads(text("pyproject.toml"))


def test_no_file_of_a_third_party_is_committed():
    assert [name for name in files() if THIRD_PARTY.search(name)] == []


def test_no_lock_names_a_registry():
    locks = [name for name in files() if name.startswith("requirements/") or name.endswith("-lock.json")]
    assert len(locks) >= 3
    assert found(REGISTRIES, [*locks, "package.json", "pyproject.toml"]) == []


def test_no_file_names_a_path_of_somebodys_machine():
    names = [name for name in files() if not name.startswith(CONTAINER_FILES)]
    assert found(MACHINE, names) == []


def test_no_python_file_is_longer_than_400_lines():
    assert {name: lines(name) for name in python() if lines(name) > 400} == {}


def test_no_function_is_longer_than_35_lines():
    """Journeys are excepted: a whole story is read from top to bottom."""
    functions = [
        (f"{name}:{node.name}", node.end_lineno - node.lineno + 1)
        for name in python()
        if not name.startswith("tests/journeys/")
        for node in ast.walk(tree(name))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    assert [found for found in functions if found[1] > 35] == []


def test_no_template_is_longer_than_150_lines():
    assert {name: lines(name) for name in templates() if lines(name) > 150} == {}


def test_the_settings_stay_one_calm_file():
    assert lines("auslaenderbehoerde/settings.py") <= 300


def test_no_file_has_a_name_that_names_nothing():
    vague = [name for name in files() if VAGUE & {part.partition(".")[0].strip("_") for part in name.split("/")}]
    assert vague == []


def test_every_dependency_says_why_it_is_there():
    groups = [project()["project"]["dependencies"], *project().get("dependency-groups", {}).values()]
    groups += project()["project"].get("optional-dependencies", {}).values()
    reasoned = re.findall(r"^\s*[\"'](.+)[\"'],?\s+#\s*\S.{8,}$", text("pyproject.toml"), re.MULTILINE)
    wanted = [dependency for group in groups for dependency in group]
    assert [dependency for dependency in wanted if dependency not in reasoned] == []


def test_no_test_is_skipped_or_expected_to_fail():
    names = [
        f"{name}:{node.lineno}"
        for name in python()
        if name.startswith("tests/")
        for node in ast.walk(tree(name))
        if getattr(node, "attr", getattr(node, "id", None)) in EXCUSES
    ]
    assert names == []


def test_no_template_speaks_to_a_foreign_host():
    assert found(FOREIGN_HOST, templates()) == []


def test_no_template_carries_its_own_style_or_script():
    assert found(INLINE, [name for name in templates() if not name.startswith(OWN_STYLE)]) == []


def test_no_app_uses_model_signals():
    names = [
        f"{name}:{node.lineno}"
        for name in python()
        if name.startswith(PACKAGES)
        for node in ast.walk(tree(name))
        if isinstance(node, ast.ImportFrom)
        and node.module == "django.db.models.signals"
        and [alias.name for alias in node.names] != ["post_migrate"]  # it follows migrations, not models
    ]
    assert names == []


def test_the_readme_lists_every_setting_with_its_default_and_meaning():
    rows = re.findall(r"^\| `?([A-Z][A-Z_]+)`? \| (.*?) \| (.*?) \|$", text("README.md"), re.MULTILINE)
    written = {name: (default.strip("` "), meaning) for name, default, meaning in rows}
    known = {
        name: (variable.default.removeprefix(f"{ROOT}/"), variable.meaning) for name, variable in env.KNOWN.items()
    }
    assert written == known


def test_the_import_contracts_know_every_room_of_the_house():
    linter = project()["tool"]["importlinter"]
    layers = next(contract["layers"] for contract in linter["contracts"] if contract["type"] == "layers")
    placed = {module.strip(" ()") for layer in layers for module in re.split(r"[|:]", layer)}
    house = ROOT / "auslaenderbehoerde"
    rooms = {path.stem for path in house.glob("*.py")} | {path.parent.name for path in house.glob("*/__init__.py")}
    assert placed == {f"auslaenderbehoerde.{room}" for room in rooms - {"__init__"}} | set(PACKAGES[1:])
    assert set(linter["root_packages"]) == set(PACKAGES)
