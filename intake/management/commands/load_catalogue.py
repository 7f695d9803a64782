"""`manage.py load_catalogue`: bring the products in line with the project's own catalogue."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from intake.services.catalogue import CatalogueError, load_catalogue


class Command(BaseCommand):
    """Loads the catalogue; running it again changes nothing."""

    help = "Load the product catalogue. Running it again does no harm: only differences are written."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = load_catalogue()
        except CatalogueError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Catalogue: {report.created} new, {report.updated} updated, {report.retired} retired, "
            f"{report.unchanged} unchanged products; {report.compounds} salts written."
        )
