"""What must be there before the portal starts: translations, assets, Pango. Each only when it is missing or old."""

import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from auslaenderbehoerde.design import pdf
from auslaenderbehoerde.local.processes import LocalError
from auslaenderbehoerde.local.steps import say, step

PANGO = ["libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"]


def translations() -> None:
    """Compile what is newer than its compiled file; gettext's msgfmt does it."""
    sources = sorted(Path(settings.LOCALE_PATHS[0]).glob("*/LC_MESSAGES/*.po"))
    old = [file for file in sources if _newer(file, file.with_suffix(".mo"))]
    if not old:
        return
    if shutil.which("msgfmt") is None:
        _install(["gettext"], "Ohne gettext bleibt das Portal deutsch: bitte installieren Sie das Paket gettext.")
    if shutil.which("msgfmt"):
        with step(f"{len(old)} Übersetzungen vorbereitet"):
            for file in old:
                subprocess.run(["msgfmt", "-o", file.with_suffix(".mo"), file], check=True)


def static_files(data_dir: Path) -> None:
    """Collect styles, scripts and fonts for the web server, when one of them has changed."""
    folders = [settings.BASE_DIR / "build" / "static", settings.BASE_DIR / "auslaenderbehoerde" / "design" / "static"]
    if not folders[0].exists():
        raise LocalError("Die gestalteten Dateien fehlen: bitte `npm ci && npm run build` (macht `make up` selbst).")
    stamp, mark = data_dir / "static.stamp", _fingerprint(folders)
    if stamp.exists() and stamp.read_text() == mark:
        return
    with step("Gestaltung bereitgestellt"):
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(mark)


def pango() -> None:
    """PDFs need Pango; without it the portal runs and offers the printable page."""
    if pdf.available():
        return
    _install(PANGO, "Ohne Pango gibt es keine PDFs, sonst läuft alles. Paket: libpango-1.0-0.")
    pdf.forget()


def _install(packages: list[str], otherwise: str) -> None:
    """With apt where we may; else one sentence."""
    if os.name != "posix" or os.getuid() != 0 or shutil.which("apt-get") is None:
        say(f"  ! {otherwise}")
        return
    with step(f"installiert mit apt: {', '.join(packages)}"):
        command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            subprocess.run(["apt-get", "update", "-qq"], capture_output=True, check=False)
            done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        say(f"  ! {otherwise}")


def _newer(source: Path, made: Path) -> bool:
    return not made.exists() or made.stat().st_mtime < source.stat().st_mtime


def _fingerprint(folders: Iterable[Path]) -> str:
    """Changes when a file is added, removed or written."""
    files = sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())
    lines = [f"{path} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in files]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
