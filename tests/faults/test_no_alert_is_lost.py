"""SIGKILL at each gap, a broker that is dead or frozen, two workers at once: the alert arrives, never none."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.stack import CAREGIVER, PATIENT, ROOT, Stack, running_stack, start_broker, wait_until

WORKER_DIES = "tests.faults.dying_worker"


@pytest.fixture
def stack(tmp_path: Path, stack_template: Path) -> Iterator[Stack]:
    """The product with web and broker; each test starts the workers that it wants."""
    with running_stack(tmp_path / "data", stack_template) as running:
        yield running


def assert_told_once_each(stack: Stack) -> None:
    """Patient and carer have one alert and one mail each; a repeat has the same id."""
    for address in (PATIENT, CAREGIVER):
        mails = wait_until(partial(stack.mailbox.to, address), f"mail to {address}")
        assert len({mail["X-Magwatch-Id"] for mail in mails}) == 1
    assert [alert["severity"] for alert in stack.alerts()] == ["urgent"]


def test_gap_1_the_process_dies_between_commit_and_doorbell(stack: Stack) -> None:
    died = subprocess.run([sys.executable, "-m", "tests.faults.dying_recorder"], cwd=ROOT, env=stack.env, check=False)
    assert died.returncode == -signal.SIGKILL
    assert stack.alerts() == []
    assert "2 messages sent" in stack.manage("sweep")
    assert_told_once_each(stack)


@pytest.mark.parametrize(
    ("gap", "mails_before"), [("judging", 0), ("judged", 0), ("claimed", 0), ("sent", 1)], ids=["2", "3", "4", "5"]
)
def test_gap_the_worker_dies_and_the_next_one_carries_on(stack: Stack, gap: str, mails_before: int) -> None:
    worker = stack.start_worker(WORKER_DIES, DIE_AT=gap)
    status, answer = stack.log_milk()
    assert (status, answer["verdict"]["answer"]) == (201, "ask_first")
    assert worker.wait(30) == -signal.SIGKILL
    assert len(stack.mailbox.mails) == mails_before
    stack.start_worker()
    stack.start_beat()
    assert_told_once_each(stack)
    if gap == "sent":  # it had left, and nobody could know: it goes out again, under the same id
        first = str(stack.mailbox.mails[0]["X-Magwatch-Id"])
        ids = wait_until(lambda: [i for i in all_ids(stack) if all_ids(stack).count(first) == 2], "the repeat")
        assert ids.count(first) == 2


def all_ids(stack: Stack) -> list[str]:
    """The ids of all mails that arrived."""
    return [str(mail["X-Magwatch-Id"]) for mail in stack.mailbox.mails]


def test_manage_sweep_does_the_same_without_celery(stack: Stack) -> None:
    stack.start_worker(WORKER_DIES, DIE_AT="judging")
    stack.log_milk()
    stack.processes["worker"].wait(30)
    stack.kill("broker")
    assert "1 people judged, 2 messages sent" in stack.manage("sweep")
    assert_told_once_each(stack)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSTOP], ids=["dead", "frozen"])
def test_without_a_broker_the_dose_is_on_record_at_once_and_the_alert_comes_with_the_sweep(
    stack: Stack, how: signal.Signals
) -> None:
    stack.api("GET", "/me/")
    stack.kill("broker", how)
    began = time.monotonic()
    status, answer = stack.log_milk()
    assert status == 201
    assert time.monotonic() - began < 3
    assert answer["verdict"]["answer"] == "ask_first"
    assert "2 messages sent" in stack.manage("sweep")
    assert_told_once_each(stack)


def test_when_a_frozen_broker_thaws_the_alert_comes_by_itself(stack: Stack) -> None:
    stack.start_worker()
    stack.start_beat()
    wait_until(lambda: stack.request("GET", "/healthz")[0] == 200, "protection is on")
    stack.kill("broker", signal.SIGSTOP)
    assert stack.log_milk()[0] == 201
    assert stack.mailbox.mails == []
    stack.kill("broker", signal.SIGCONT)
    assert_told_once_each(stack)


def test_when_the_broker_comes_back_the_worker_finds_what_it_missed(stack: Stack, tmp_path: Path) -> None:
    stack.kill("broker")
    assert stack.log_milk()[0] == 201
    start_broker(stack, tmp_path / "data", int(stack.env["REDIS_URL"].rsplit(":", 1)[1].split("/")[0]))
    stack.start_worker()
    assert_told_once_each(stack)


def test_a_mail_server_that_is_busy_is_asked_again_with_the_same_id(stack: Stack) -> None:
    refused: list[str] = []

    def busy_once(mail: object) -> str | None:
        refused.append(mail["X-Magwatch-Id"])  # type: ignore[index]
        return "451 come back later" if len(refused) <= 2 else None

    stack.mailbox.behave = busy_once
    stack.start_worker()
    stack.start_beat()
    stack.log_milk()
    assert_told_once_each(stack)
    assert {mail["X-Magwatch-Id"] for mail in stack.mailbox.mails} == set(refused)


def test_an_address_that_does_not_exist_is_given_up_and_the_page_says_so(stack: Stack) -> None:
    stack.mailbox.unknown.add(CAREGIVER)
    stack.start_worker()
    stack.start_beat()
    stack.log_milk()
    wait_until(lambda: stack.mailbox.to(PATIENT), "mail to the patient")

    def failed() -> bool:
        _status, now = stack.api("GET", f"/people/{stack.patient_id()}/status/")
        return "messages_failed" in now["protection"]["reasons"]

    assert wait_until(failed, "her status names the failed message")
    assert stack.request("GET", "/healthz")[0] == 200, "everybody else is protected"


def test_protection_is_on_with_a_worker_and_off_without(stack: Stack) -> None:
    status, health = stack.request("GET", "/healthz")
    assert (status, health["protection"]["on"]) == (503, False)
    stack.start_worker()
    stack.start_beat()
    wait_until(lambda: stack.request("GET", "/healthz")[0] == 200, "protection is on")
    stack.kill("worker")

    def told() -> dict[str, Any]:
        _status, now = stack.api("GET", f"/people/{stack.patient_id()}/status/")
        protection: dict[str, Any] = now["protection"]
        return protection

    # Killed early, it leaves work undone as well, and that may be overdue before its silence is.
    wait_until(lambda: "no_worker" in told()["reasons"], "the page knows that no worker is there")
    assert stack.request("GET", "/healthz")[0] == 503
    assert not told()["on"]
    assert told()["since"]
