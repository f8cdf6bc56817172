"""Chooses the servers before Django reads its settings: the given ones, else embedded ones of this run.

Loaded by pytest with `-p`. With xdist only the first process starts servers; the workers inherit
their addresses.
"""

import atexit
import os
import tempfile

from auslaenderbehoerde.local.servers import temporary_servers

os.environ["MODE"] = "test"
os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "s" * 40)
os.environ.setdefault("LINK_KEY", "only-for-tests-" + "l" * 40)
os.environ.setdefault("FILE_KEY", "only-for-tests-" + "f" * 40)

if not os.environ.get("DATABASE_URL") or not os.environ.get("REDIS_URL"):
    _running = temporary_servers()
    for _name, _value in _running.__enter__().items():
        os.environ.setdefault(_name, _value)
    atexit.register(_running.__exit__, None, None, None)

if "PYTEST_XDIST_WORKER" not in os.environ:
    _folder = tempfile.TemporaryDirectory(prefix="portal-tests-")
    os.environ["DATA_DIR"] = _folder.name
