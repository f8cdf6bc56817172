"""One sign-in for each role, with passwords made here and written down where only the owner reads them."""

import os
import secrets
from pathlib import Path

from django.conf import settings
from django.db import transaction

from auslaenderbehoerde.accounts.models import User
from auslaenderbehoerde.accounts.roles import group_of
from auslaenderbehoerde.local.demo.content import Content, read

FILE = "demo-accounts.txt"


def load_accounts(roles: list[str] | None = None) -> None:
    """Make the sign-ins of these roles, or of all. Who stands in the file already keeps the password."""
    path = settings.DATA_DIR / FILE
    written = _written(path)
    for values in read("accounts")["account"]:
        if roles is None or values["role"] in roles:
            written[values["username"]] = _load_account(values, written.get(values["username"]))
    transaction.on_commit(lambda: _write(path, written))


def _load_account(values: Content, line: str | None) -> str:
    """The account's line of the file: `name password role`."""
    user = User.objects.filter(username=values["username"]).first()
    if user and line:
        return line
    password = secrets.token_urlsafe(12)
    user = user or User(username=values["username"])
    user.email = f"{values['username']}@example.org"
    user.is_staff = True
    user.set_password(password)
    user.save()
    user.groups.set([group_of(values["role"])])
    return f"{values['username']} {password} {values['role']}"


def _written(path: Path) -> dict[str, str]:
    """The lines of the file by account."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return {line.split()[0]: line for line in lines if line}


def _write(path: Path, lines: dict[str, str]) -> None:
    """Replace the file, readable for its owner alone from the first moment on."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write("".join(f"{line}\n" for line in lines.values()))
    new.replace(path)
