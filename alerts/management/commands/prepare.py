"""`manage.py prepare`: everything that must be in place before the first page, quick when it is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.timezone import now

from alerts.selectors.demo import demo_people_exist, demo_wanted
from alerts.services.demo import ensure_demo_people, remove_demo_people
from intake.services.catalogue import CatalogueError, load_catalogue


class Command(BaseCommand):
    """Brings database, catalogue, demo people and static files up to date. Run it as often as you like."""

    help = "Bring database, cache table, catalogue, demo people and static files up to date."
    # The checks need tables and files that this command makes; `manage.py check` runs them all.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """What to leave out."""
        parser.add_argument("--static-only", action="store_true", help="only collect static files (for an image)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Each step looks first, and works only when something is missing."""
        if not options["static_only"]:
            self._prepare_data()
        self._collect_static_files()

    def _prepare_data(self) -> None:
        Path(settings.DATA_DIR).mkdir(parents=True, exist_ok=True, mode=0o700)
        self._migrate()
        call_command("createcachetable", verbosity=0)
        self._load_catalogue()
        self._settle_demo_people()

    def _say(self, text: str) -> None:
        self.stdout.write(f"    {text}")
        self.stdout.flush()

    def _migrate(self) -> None:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if plan:
            self._say(f"database: {len(plan)} migrations")
            call_command("migrate", verbosity=0, interactive=False)

    def _load_catalogue(self) -> None:
        try:
            report = load_catalogue()
        except CatalogueError as error:
            raise CommandError(str(error)) from error
        if report.changes:
            self._say(f"catalogue: {report.created} new, {report.updated} changed, {report.retired} retired products")

    def _settle_demo_people(self) -> None:
        if not demo_wanted():
            if demo_people_exist():
                remove_demo_people(now=now())
                self._say("demo people: removed")
            return
        try:
            ensure_demo_people(now=now())
        except ImproperlyConfigured as error:
            self._say(f"demo people: {error}")

    def _collect_static_files(self) -> None:
        stamp, wanted = Path(settings.STATIC_ROOT) / "collected", _digest_of_static_files()
        if stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
            return
        self._say("pages: style sheets, scripts and icons")
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
        stamp.write_text(wanted, encoding="ascii")


def _static_files() -> Iterator[tuple[str, bytes]]:
    for finder in get_finders():
        for name, storage in finder.list([]):
            with storage.open(name) as file:
                yield name, file.read()


def _digest_of_static_files() -> str:
    """Over names and contents: times are not kept when files are copied into an image."""
    digest = hashlib.sha256()
    for name, content in sorted(_static_files()):
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()
