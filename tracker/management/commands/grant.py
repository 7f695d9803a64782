"""`manage.py grant`: let one account look after the person of another, until pages for it exist."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.timezone import now

from tracker.models import Grant, MinSeverity, Person, Scope, User
from tracker.services.people import grant_access, revoke_grant


class Command(BaseCommand):
    """Gives or ends a grant; both accounts must exist."""

    help = "Let CARER see and be told about the person behind PATIENT (both are e-mail addresses)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Who, for whom, and how much."""
        scopes = [scope.value for scope in Scope]
        parser.add_argument("patient")
        parser.add_argument("carer")
        parser.add_argument("--scopes", nargs="+", choices=scopes, default=["see_alerts", "see_doses", "see_health"])
        parser.add_argument("--from", dest="min_severity", choices=MinSeverity.values, default=MinSeverity.URGENT)
        parser.add_argument("--relation", default="", help="such as daughter")
        parser.add_argument("--end", action="store_true", help="end the grant at once")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, or say which account is missing."""
        person = Person.objects.filter(account__email=options["patient"].lower()).first()
        carer = User.objects.filter(email=options["carer"].lower()).first()
        if person is None or carer is None:
            missing = options["patient"] if person is None else options["carer"]
            raise CommandError(f"{missing} has no account here, or has not told who they are yet.")
        self.stdout.write(self._end(person, carer) if options["end"] else self._give(person, carer, options))

    def _give(self, person: Person, carer: User, options: dict[str, Any]) -> str:
        try:
            grant_access(
                person=person,
                carer=carer,
                by=None,
                scopes=options["scopes"],
                now=now(),
                relation=options["relation"],
                min_severity=options["min_severity"],
            )
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        return f"{carer.email} now looks after {person.name}: {', '.join(options['scopes'])}"

    def _end(self, person: Person, carer: User) -> str:
        for grant in Grant.objects.filter(person=person, carer=carer, revoked_at__isnull=True):
            revoke_grant(grant=grant, now=now())
        return f"{carer.email} no longer looks after {person.name}"
