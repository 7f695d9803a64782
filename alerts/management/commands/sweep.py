"""`manage.py sweep`: everything that is due, done here and now without Celery."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.timezone import now

from alerts.services.deliver import send_delivery
from alerts.services.evaluate import evaluate_person
from alerts.services.sweep import find_due_work, tidy

ROUNDS = 100


class Command(BaseCommand):
    """Judges whoever waits and sends what is due, for installations without a worker and for emergencies."""

    help = "Judge everybody who waits to be judged and send every message that is due, without Celery."

    def add_arguments(self, parser: CommandParser) -> None:
        """How often to look, for a cron job that runs once a minute."""
        parser.add_argument("--rounds", type=int, default=ROUNDS, help="at most so many batches (default: %(default)s)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Work in batches until nothing is due."""
        judged = sent = 0
        for _round in range(options["rounds"]):
            work = find_due_work(now=now(), grace=timedelta(0))
            if not work:
                break
            for person_id in work.person_ids:
                evaluate_person(person_id=person_id, now=now())
            deliveries = find_due_work(now=now(), grace=timedelta(0)).delivery_ids
            sent += sum(send_delivery(delivery_id=pk, now=now()) for pk in deliveries)
            judged += len(work.person_ids)
        tidy(now=now())
        self.stdout.write(f"{judged} people judged, {sent} messages sent")
