"""`manage.py demo`: make the demo people, or remove them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.timezone import now

from alerts.services.demo import ensure_demo_people, remove_demo_people


class Command(BaseCommand):
    """Makes the demo people and prints how to sign in."""

    help = "Make the demo people (embedded default only) and print how to sign in; --remove removes them."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whether to remove instead."""
        parser.add_argument("--remove", action="store_true", help="remove the demo people and everything about them")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make or remove."""
        if options["remove"]:
            removed = remove_demo_people(now=now())
            self.stdout.write(f"Demo people removed: {removed}. `make demo` makes them again.")
            return
        try:
            sign_in = ensure_demo_people(now=now())
        except ImproperlyConfigured as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Demo patient:   {sign_in.patient}\nDemo caregiver: {sign_in.carer}")
        self.stdout.write(f"Password:       {sign_in.password}")
