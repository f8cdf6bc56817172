"""`manage.py prepare`: migrations, translations, assets, and on the first run the demonstration data."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from auslaenderbehoerde.local import prepare
from auslaenderbehoerde.local.demo.load import load


class Command(BaseCommand):
    """Only what is missing or old, so that a second start is quick."""

    help = "Bereitet Datenbank, Gestaltung und Inhalte vor."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--demo", default="unna")

    def handle(self, *_arguments: Any, demo: str, **_options: Any) -> None:
        data_dir = Path(settings.DATA_DIR)
        prepare.translations()
        prepare.pango()
        prepare.static_files(data_dir)
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", verbosity=0)
        if not get_user_model().objects.exists():
            load(demo, today=timezone.localdate())
