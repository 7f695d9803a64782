"""The examples that people copy from the pages do what the pages say."""

from __future__ import annotations

import json
import re
import runpy
from collections.abc import Iterator
from dataclasses import astuple
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from pytest_django import Settings

from alerts.transports import Message, TransportError
from tests.clinical.builders import NOW, dose, facts
from tests.clinical.test_words import LONG
from tests.docs.pages import text_of
from tracker.clinical.assess import assess
from tracker.clinical.assessment import Finding, Severity
from tracker.clinical.ruleset import CURRENT, RuleSet
from tracker.models import Grant, Person, PrescriberLimit, User


def example(page: str, words: str, folder: Path, **replaced: str) -> dict[str, Any]:
    """Run the one Python block of a page that holds `words`, with the addresses in `replaced` instead of its own."""
    (code,) = [code for code in re.findall(r"```python\n(.*?)```", text_of(page), re.DOTALL) if words in code]
    for name, value in replaced.items():
        code = code.replace(f"{name}@example.org", value)
    path = folder / "example.py"
    path.write_text(code, encoding="utf-8")
    return runpy.run_path(str(path))


@pytest.fixture
def rules(tmp_path: Path) -> RuleSet:
    """The rules in force, and the example."""
    return RuleSet("example", (*CURRENT.rules, example("CONTRIBUTING.md", 'id="MG-51"', tmp_path)["RULE"]))


def test_the_example_of_a_rule_counts_products_and_not_doses(rules: RuleSet) -> None:
    def found(*products: int) -> tuple[Finding, ...]:
        answer = assess(facts(*(dose(10, product=product) for product in products), egfr=95), NOW, rules)
        return tuple(finding for finding in answer.findings if finding.rule == "MG-51")

    assert found(1, 1) == ()
    assert [finding.severity for finding in found(1, 2)] == [Severity.NOTE]


def test_the_example_of_a_rule_keeps_to_the_rules_for_words(rules: RuleSet) -> None:
    rule = rules.rule("MG-51")
    for said in (*astuple(rule.words["note"]), rule.condition, rule.what_would_change):
        assert len(said % LONG) < 140
        assert not re.search(r"\d (mg|hours)", said)


class _Server(HTTPServer):
    """Answers `status` and keeps what it was sent."""

    status = 204

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.bodies: list[dict[str, str]] = []


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        self.server.bodies.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the library's
        """Quiet."""


@pytest.fixture
def server(settings: Settings) -> Iterator[_Server]:
    """A server at WEBHOOK_URL."""
    running = _Server()
    settings.WEBHOOK_URL = f"http://127.0.0.1:{running.server_port}/"
    thread = Thread(target=running.serve_forever)
    thread.start()
    yield running
    running.shutdown()
    thread.join()
    running.server_close()


@pytest.fixture
def webhook(tmp_path: Path) -> Any:
    """The channel of the example."""
    return example("docs/channels.md", "class WebhookTransport", tmp_path)["WebhookTransport"]()


MESSAGE = Message(
    uuid4(), "urgent", "Ruth Keller: Urgent: act now", "", "1,000 mg", "", "https://example.org/alerts/1/"
)


def test_the_example_of_a_channel_sends_the_same_id_and_no_amount(server: _Server, webhook: Any) -> None:
    for _attempt in range(2):
        webhook.send(MESSAGE, User())
    assert [body["id"] for body in server.bodies] == [str(MESSAGE.id)] * 2
    assert "1,000 mg" not in str(server.bodies)


@pytest.mark.parametrize(("status", "permanent"), [(404, True), (429, False), (500, False)])
def test_in_the_example_of_a_channel_only_a_refusal_is_permanent(
    server: _Server, webhook: Any, status: int, permanent: bool
) -> None:
    server.status = status
    with pytest.raises(TransportError) as raised:
        webhook.send(MESSAGE, User())
    assert raised.value.permanent is permanent


def test_the_line_for_connecting_a_carer_grants_what_the_page_says(person: Person, carer: User) -> None:
    line = next(line for line in text_of("docs/operations.md").splitlines() if "manage.py grant" in line)
    given = line.partition("manage.py grant ")[2]
    addresses = given.replace("mother@example.org", "ruth@example.org").replace(
        "daughter@example.org", "anna@example.org"
    )
    call_command("grant", *addresses.split())
    grant = Grant.objects.get(person=person, carer=carer)
    assert {scope.value for scope in grant.scopes} == {"see_alerts", "see_doses", "see_health"}
    assert (grant.min_severity, grant.relation) == ("urgent", "daughter")


@pytest.mark.usefixtures("catalogue")
def test_the_lines_for_a_prescribers_limit_file_it(person: Person, tmp_path: Path) -> None:
    example("docs/operations.md", "record_limit(", tmp_path, mother="ruth@example.org")
    assert PrescriberLimit.objects.get(person=person).elemental_mg_per_day == Decimal(100)


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["from alerts.models import Watch", "from alerts.models import Delivery"])
def test_the_lines_for_when_protection_is_off_can_be_run(words: str, tmp_path: Path) -> None:
    assert example("docs/operations.md", words, tmp_path)
