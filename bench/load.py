"""A small load generator: keep-alive connections in threads, and the server's CPU time read from /proc."""

from __future__ import annotations

import http.client
import json
import os
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

Call = tuple[str, str, dict[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Result:
    """One run: requests a second, latencies in ms, and the server's CPU ms a request."""

    per_second: float
    p50_ms: float
    p95_ms: float
    cpu_ms: float


def run_load(
    url: str,
    calls: Callable[[], Call],
    *,
    clients: int,
    requests: int,
    headers: dict[str, str],
    pids: Callable[[], list[int]],
) -> Result:
    """`requests` calls over `clients` connections; every answer must be below 300."""
    latencies: list[float] = []
    left = iter(range(requests))
    lock = threading.Lock()

    def next_call() -> Call | None:
        with lock:
            return None if next(left, None) is None else calls()

    def client() -> None:
        where = urlsplit(url)
        connection = http.client.HTTPConnection(str(where.hostname), where.port, timeout=30)
        while (call := next_call()) is not None:
            latencies.append(_timed(connection, call, headers))

    cpu_before, began = cpu_seconds(pids()), time.perf_counter()
    _all_at_once(client, clients)
    took, cpu = time.perf_counter() - began, cpu_seconds(pids()) - cpu_before
    if len(latencies) != requests:
        raise RuntimeError(f"{requests - len(latencies)} requests failed")
    ranked = statistics.quantiles(latencies, n=20)
    return Result(requests / took, ranked[9], ranked[18], cpu * 1000 / requests)


def _all_at_once(work: Callable[[], None], threads: int) -> None:
    running = [threading.Thread(target=work) for _ in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()


def _timed(connection: http.client.HTTPConnection, call: Call, headers: dict[str, str]) -> float:
    """One request; how long it took in ms. Raises RuntimeError for an answer of 300 or above."""
    method, path, body = call
    start = time.perf_counter()
    sent = None if body is None else json.dumps(body)
    connection.request(method, path, sent, {"Content-Type": "application/json", **headers})
    answer = connection.getresponse()
    text = answer.read()
    if answer.status >= 300:
        raise RuntimeError(f"{method} {path}: {answer.status} {text[:300]!r}")
    return (time.perf_counter() - start) * 1000


def cpu_seconds(pids: list[int]) -> float:
    """User and system time of these processes so far."""
    ticks = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(") ", 1)[1].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def children(pid: int) -> list[int]:
    """A process and those that it started."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text(encoding="ascii").split():
            found += children(int(child))
    return found
