"""`manage.py reword OLD NEW`: a German text is worded better and means the same; its translations stay."""

import subprocess
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    """Without this, `make messages` would drop the old text and ask for six new translations."""

    help = "Ändert einen deutschen Text im Quelltext und behält seine Übersetzungen."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("old", help="der ganze Text, wie er im Quelltext steht")
        parser.add_argument("new", help="der neue Text")

    def handle(self, *_arguments: Any, old: str, new: str, **_options: Any) -> None:
        if not old or not new or old == new:
            raise CommandError("Bitte nennen Sie den alten und einen anderen neuen Text.")
        places = [file for file in _sources() if _replace(file, old, new)]
        if not places:
            raise CommandError("Dieser Text steht so nirgends im Quelltext.")
        catalogues = sum(
            _rename(file, old, new) for file in sorted(settings.LOCALE_PATHS[0].glob("*/LC_MESSAGES/*.po"))
        )
        self.stdout.write(f"{len(places)} Dateien und {catalogues} Übersetzungen geändert.")


def _sources() -> list[Path]:
    """Templates, code and tests under version control."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.py", "*.html", "*.txt"],
        cwd=settings.BASE_DIR, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [file for name in listed.stdout.splitlines() if (file := settings.BASE_DIR / name).exists()]


def _replace(file: Path, old: str, new: str) -> bool:
    """Only whole quoted texts, so that a short word inside a longer sentence is left alone."""
    text = file.read_text(encoding="utf-8")
    changed = text.replace(f'"{old}"', f'"{new}"').replace(f"'{old}'", f"'{new}'")
    changed = changed.replace(f"%}}{old}{{%", f"%}}{new}{{%")
    if changed == text:
        return False
    file.write_text(changed, encoding="utf-8")
    return True


def _rename(file: Path, old: str, new: str) -> bool:
    import polib  # of the development set

    catalogue = polib.pofile(str(file), wrapwidth=0)
    entry = catalogue.find(old)
    if entry is None:
        return False
    entry.msgid = new
    catalogue.save()
    return True
