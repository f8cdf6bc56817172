"""What `npm run build` left behind, and how heavy it is on the wire."""

import gzip
import json
import re

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

ROOT = settings.BASE_DIR
PHYSICAL = re.compile(
    r"(?<![\w-])(?:(?:margin|padding|border)-(?:left|right)|left|right)\s*:|text-align:\s*(?:left|right)"
)
OWN = [f"design/{name}.css" for name in ("page", "forms", "pieces", "modes")]
BUDGET = 40_000  # bytes for style and script of the first page; 100 KB is the promise for everything but fonts


def read(name):
    found = finders.find(name)
    assert found, f"{name} fehlt: npm ci && npm run build"
    with open(found, encoding="utf-8") as file:
        return file.read()


@pytest.mark.parametrize("name", ["kern/kern.min.css", "kern/kern.rtl.min.css"])
def test_style_sheet_carries_what_the_pages_use_and_no_more(name):
    css = read(name)
    assert all(part in css for part in (".kern-alert--danger", ".kern-btn--primary", ".kern-form-check__radio", "body"))
    assert all(part not in css for part in (".kern-col-", ".kern-m-1", ".kern-task-list", ".kern-dropdown"))


def test_mirrored_style_sheet_differs():
    assert read("kern/kern.min.css") != read("kern/kern.rtl.min.css")


def test_every_font_that_is_named_exists_and_shows_text_at_once():
    css = read("kern/kern.min.css")
    files = re.findall(r'url\("\.\./(fonts/[^"]+)"\)', css)
    assert [name for name in files if not finders.find(name)] == []
    assert len(files) == css.count("font-display:swap") == css.count("@font-face")


@pytest.mark.parametrize(
    "name",
    ["kern/LICENSE.md", "fonts/fira-sans.LICENSE", "fonts/noto-sans-arabic.LICENSE", "vendor/altcha/LICENSE.txt"],
)
def test_licences_travel_with_the_files(name):
    assert read(name)


@pytest.mark.parametrize("name", ["altcha.js", "altcha.css", "pbkdf2.js"])
def test_proof_of_work_is_served_from_here(name):
    assert read(f"vendor/altcha/{name}")


def test_first_page_is_light():
    parts = ("kern/kern.min.css", *OWN, "design/portal.js", "design/icon.svg")
    assert sum(len(gzip.compress(read(name).encode())) for name in parts) < BUDGET


@pytest.mark.parametrize("name", OWN)
def test_own_style_needs_no_mirroring(name):
    assert PHYSICAL.findall(read(name)) == []


@pytest.mark.parametrize("name", OWN)
def test_own_style_takes_its_colours_from_tokens_except_on_paper(name):
    css = re.sub(r"@media print \{.*", "", read(name), flags=re.DOTALL)
    assert re.findall(r"#[0-9a-f]{3,8}\b", css, flags=re.IGNORECASE) == []


def test_packages_are_pinned_exactly_and_the_lock_names_no_registry():
    manifest = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    assert [v for v in manifest["dependencies"].values() if not re.fullmatch(r"\d+\.\d+\.\d+", v)] == []
    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []
