"""docker-compose.yml is sound, and the check finds what would not be."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.embedded.supervisor import BEAT, SENDER, WORKER

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))


def check(document: dict[str, Any], tmp_path: Path) -> subprocess.CompletedProcess[str]:
    path = tmp_path / "docker-compose.yml"
    path.write_text(yaml.safe_dump(document), encoding="utf-8")
    command = [sys.executable, str(ROOT / "scripts" / "check_compose.py"), str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def changed(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    change(document)
    return document


def test_our_file_is_sound(tmp_path: Path) -> None:
    done = check(COMPOSE, tmp_path)
    assert (done.returncode, done.stdout) == (0, "docker-compose.yml is sound\n")


@pytest.mark.parametrize(
    ("change", "finds"),
    [
        (lambda file: file["services"]["worker"].pop("healthcheck"), "worker: no health check"),
        (lambda file: file["services"]["redis"].pop("healthcheck"), "redis: no health check"),
        (lambda file: file["services"]["web"].update(user="0:0"), "web: runs as root"),
        (lambda file: file["services"]["postgres"].pop("user"), "postgres: runs as root"),
        (lambda file: file["services"]["beat"].update(read_only=False), "beat: may write to its root file system"),
        (lambda file: file["services"]["web"].update(command=["uvicorn"]), "uvicorn is not a command"),
        (lambda file: file["services"]["web"].update(restart="no") or file["services"]["beat"].update(restart="never"),
         "beat: not started again after a failure"),
        (lambda file: file["services"]["redis"].update(image="redis"), "redis: image has no fixed version"),
        (lambda file: file["services"].pop("redis"), "worker: depends on redis, which is not there"),
        (lambda file: file["secrets"].pop("email_url"), "web: secrets email_url is not declared"),
        (lambda file: file["volumes"].pop("data"), "web: volumes data is not declared"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_found(change: Callable[[dict[str, Any]], object], finds: str, tmp_path: Path) -> None:
    done = check(changed(change), tmp_path)
    assert done.returncode == 1
    assert finds in done.stdout


@pytest.mark.parametrize(("service", "embedded"), [("worker", WORKER), ("sender", SENDER), ("beat", BEAT)])
def test_both_ways_to_run_it_start_celery_alike(service: str, embedded: tuple[str, ...]) -> None:
    in_container = COMPOSE["services"][service]["command"]
    words = list(embedded[embedded.index("-A") :])
    assert in_container[1:-1] == words[:-1], "all but how much is logged"


def test_data_and_queue_survive_a_restart() -> None:
    assert "postgres:/var/lib/postgresql/data" in COMPOSE["services"]["postgres"]["volumes"]
    assert "--appendonly yes" in COMPOSE["services"]["redis"]["command"][-1]
    assert "redis:/data" in COMPOSE["services"]["redis"]["volumes"]


def test_database_and_broker_cannot_be_reached_from_outside() -> None:
    for name in ("postgres", "redis"):
        assert COMPOSE["services"][name]["networks"] == ["inside"]
        assert "ports" not in COMPOSE["services"][name]
    assert COMPOSE["networks"]["inside"]["internal"] is True


def test_no_secret_stands_in_the_file() -> None:
    for name in ("SECRET_KEY", "DATABASE_URL", "REDIS_URL", "EMAIL_URL"):
        assert name not in COMPOSE["services"]["web"]["environment"]
        assert COMPOSE["services"]["web"]["environment"][f"{name}_FILE"].startswith("/run/secrets/")
