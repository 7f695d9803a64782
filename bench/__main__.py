"""`make bench`: what a log costs, against a floor in the same process and in the same run, as ratios.

Writes bench/results.md. Figures on a noisy machine move; ratios of interleaved rounds move less.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.load import Call, Result, children, run_load
from tests.stack import CAREGIVER, ROOT, Stack, running_stack, wait_until

ROUNDS = 5


def main() -> None:
    """Run all, print and keep the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--requests", type=int, default=400)
    parser.add_argument("--history", type=int, default=100_000)
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        running_stack(Path(folder, "data"), Path(folder, "template")) as stack,
    ):
        bench = Bench(stack, options.requests)
        lines = [
            bench.history(options.history),
            bench.log_against_floor(1),
            bench.log_against_floor(16),
            bench.latency(),
        ]
    where = "PostgreSQL" if os.environ.get("DATABASE_URL", "").startswith("postgres") else "SQLite"
    table = f"| what ({where}) | measured | ratio | aim |\n|---|---|--:|---|\n" + "\n".join(lines) + "\n"
    print(table)
    Path(ROOT, "bench", f"results-{where.lower()}.md").write_text(table, encoding="utf-8")


class Bench:
    """One running product, measured."""

    def __init__(self, stack: Stack, requests: int) -> None:
        self.stack, self.requests = stack, requests
        self._logged = 0
        self._serve_with_floor()
        self.person = stack.patient_id()
        _status, found = stack.api("GET", "/products/?search=phillips+original+milk+of+mag")
        self.product = found["results"][0]["id"]

    def log_against_floor(self, clients: int) -> str:
        """Interleaved rounds of the product's log and of the floor's."""
        ours: list[Result] = []
        floor: list[Result] = []
        for _ in range(ROUNDS):
            floor.append(self._load(self._floor_call, clients))
            ours.append(self._load(self._log_call, clients))
        mine, least = _median(ours), _median(floor)
        measured = (
            f"log {mine.per_second:.0f}/s, p95 {mine.p95_ms:.0f} ms, {mine.cpu_ms:.1f} CPU ms; "
            f"bare REST insert {least.per_second:.0f}/s, p95 {least.p95_ms:.0f} ms, {least.cpu_ms:.1f} CPU ms"
        )
        ratios = f"CPU {mine.cpu_ms / least.cpu_ms:.2f}, requests {mine.per_second / least.per_second:.2f}"
        return f"| log with verdict, {clients} clients | {measured} | {ratios} | reported |"

    def latency(self) -> str:
        """From the answer 201 to the alert that the carer can read, and to the mail in the server's hands."""
        self.stack.start_worker()
        self.stack.start_beat()
        wait_until(lambda: self.stack.request("GET", "/healthz")[1]["protection"]["on"], "protection is on", 120)
        self._clear_the_alert()
        alerts, mails = [], []
        for _ in range(20):
            alert, mail = self._one_alert()
            alerts.append(alert)
            mails.append(mail)
        self.stack.kill("worker")
        self.stack.kill("beat")
        figures = f"alert p50 {_ms(alerts, 50)}, p95 {_ms(alerts, 95)}; mail p50 {_ms(mails, 50)}, p95 {_ms(mails, 95)}"
        held = _held(statistics.quantiles(mails, n=20)[18] <= 0.25)
        return (
            f"| dose answered → alert read by the carer, → mail handed over | {figures} | | mail p95 ≤ 250 ms: {held} |"
        )

    def history(self, doses: int) -> str:
        """The same log of a person with 10 earlier doses, and with a long history."""
        for _ in range(10):
            self.stack.api(*self._log_call_as_api())
        few = _median([self._load(self._log_call, 1, requests=40) for _ in range(ROUNDS)])
        self._add_history(doses)
        many = _median([self._load(self._log_call, 1, requests=40) for _ in range(ROUNDS)])
        ratio = many.p50_ms / few.p50_ms
        measured = f"p50 {few.p50_ms:.1f} and {many.p50_ms:.1f} ms, {few.cpu_ms:.1f} and {many.cpu_ms:.1f} CPU ms"
        aim = f"≤ 1.3: {_held(ratio <= 1.3)}"
        return f"| log with 10 and with {doses:,} earlier doses | {measured} | {ratio:.2f} | {aim} |"

    def _log_call_as_api(self) -> tuple[str, str, dict[str, Any] | None]:
        method, path, body = self._log_call()
        return method, path.removeprefix("/api/v1"), body

    def _one_alert(self) -> tuple[float, float]:
        """One dose of a person in stage 4, from the answer to alert and mail; undone afterwards."""
        before = len(self.stack.mailbox.to(CAREGIVER))
        _status, answer = self.stack.log_milk()
        began = time.perf_counter()
        wait_until(lambda: any(a["state"] == "open" for a in self.stack.alerts()), "alert")
        alert = time.perf_counter() - began
        wait_until(lambda: len(self.stack.mailbox.to(CAREGIVER)) > before, "mail")
        mail = time.perf_counter() - began
        self._void(answer["dose"])
        wait_until(lambda: len(self.stack.mailbox.to(CAREGIVER)) > before + 1, "the mail that takes it back")
        return alert, mail

    def _void(self, dose: dict[str, object]) -> None:
        path = f"/people/{self.person}/doses/{dose['id']}/"
        self.stack.api("DELETE", path, headers={"If-Match": f'"{dose["version"]}"'})
        wait_until(self._is_quiet, "all clear")

    def _clear_the_alert(self) -> None:
        """What the rounds logged no longer counts; a dose without magnesium has the person judged again."""
        self._forget_the_window()
        _status, found = self.stack.api("GET", "/products/?search=tums")
        body = {"product": found["results"][0]["id"], "amount": "1", "unit": "tablet", "taken_at": _now()}
        self.stack.api("POST", f"/people/{self.person}/doses/", body)
        wait_until(self._is_quiet, "all clear")

    def _is_quiet(self) -> bool:
        return all(alert["state"] not in {"open", "claimed"} for alert in self.stack.alerts())

    def _load(self, call: Callable[[], Call], clients: int, requests: int = 0) -> Result:
        pid = self.stack.processes["web"].pid
        return run_load(
            self.stack.url,
            call,
            clients=clients,
            requests=requests or self.requests,
            headers={"X-Session-Token": self.stack.token()},
            pids=lambda: children(pid),
        )

    def _log_call(self) -> Call:
        body = {"product": self.product, "amount": "1", "unit": "mL", "taken_at": self._some_hour()}
        return "POST", f"/api/v1/people/{self.person}/doses/", body

    def _some_hour(self) -> str:
        """Doses 4 hours apart: a benchmark logs more in a minute than a person in a month, so it spreads them out."""
        self._logged += 1
        return _at(time.time() - 3600 * 4 * self._logged)

    def _floor_call(self) -> Call:
        return "POST", "/floor/doses/", {"person": self.person, "amount": "1", "unit": "mL", "taken_at": _now()}

    def _serve_with_floor(self) -> None:
        self.stack.kill("web")
        self._sql(
            "CREATE TABLE bench_floor_dose (id char(36) PRIMARY KEY, person char(36), amount decimal, unit text, "
            "taken_at timestamp)"
            if "DATABASE_URL" not in self.stack.env
            else "CREATE TABLE bench_floor_dose (id uuid PRIMARY KEY, person uuid, amount numeric, unit text, "
            "taken_at timestamptz)"
        )
        self.stack.start_web("bench.wsgi")

    def _forget_the_window(self) -> None:
        """What was logged so far is long ago."""
        self._sql(
            "UPDATE intake_dose SET taken_at = '2020-01-01 00:00:00+00:00', day = '2020-01-01' "
            "WHERE taken_at > '2021-01-01'"
        )

    def _add_history(self, doses: int) -> None:
        code = (
            "from intake.models import Dose; from tracker.models import Person; from intake.models import Product;"
            "from datetime import timedelta; from decimal import Decimal; from django.utils.timezone import now;"
            f"p=Person.objects.get(pk='{self.person}'); m=Product.objects.get(pk='{self.product}'); t=now();"
            "Dose.objects.bulk_create([Dose(person=p,product=m,amount=1,unit='mL',elemental_mg=Decimal(33),"
            "taken_at=t-timedelta(days=2,minutes=50*n),day=(t-timedelta(days=2,minutes=50*n)).date(),"
            "recorded_at=t,fingerprint=str(n))"
            f" for n in range({doses})],batch_size=2000)"
        )
        self.stack.manage("shell", "-v", "0", "-c", code)

    def _sql(self, statement: str) -> None:
        code = f"from django.db import connection as c; c.cursor().execute({statement!r})"
        self.stack.manage("shell", "-v", "0", "-c", code)


def _now() -> str:
    return _at(time.time())


def _at(seconds: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def _median(results: list[Result]) -> Result:
    fields = zip(*((r.per_second, r.p50_ms, r.p95_ms, r.cpu_ms) for r in results), strict=True)
    return Result(*(statistics.median(values) for values in fields))


def _held(aim: bool) -> str:  # noqa: FBT001
    return "held" if aim else "MISSED"


def _ms(seconds: list[float], percent: int) -> str:
    return f"{statistics.quantiles(seconds, n=100)[percent - 1] * 1000:.0f} ms"


if __name__ == "__main__":
    main()
