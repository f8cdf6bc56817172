"""Chooses the servers before Django reads its settings: the given ones, else embedded ones."""

import os

os.environ["MODE"] = "test"
