"""How many requests a minute one caller may send, counted over all processes.

Windows are fixed: each begins with a minute of the clock, and a counter that every process adds to holds what came in
it. That takes one operation where a list of instants takes two, and no request is missed between them.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import structlog
from django.conf import settings
from django.core.cache import caches
from django.utils.translation import ngettext
from redis.exceptions import RedisError
from rest_framework.exceptions import Throttled
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

if TYPE_CHECKING:
    # The framework's views ask the settings for this module while they are being made.
    from rest_framework.views import APIView

log = structlog.get_logger(__name__)
SECONDS = 60
# After a failure the counters are left alone for so long: a store that hangs must not delay each dose.
PAUSE_SECONDS = 10
# A store that refuses, one that is not there, and an address that makes no sense.
FAILURES = (RedisError, OSError, ValueError)


class TooMany(Throttled):
    """429: more than one caller may send in a minute. `wait` is the seconds until the next one, for Retry-After."""

    def __init__(self, wait: int) -> None:
        text = ngettext(
            "These were too many requests at once. Try again in %(wait)d second.",
            "These were too many requests at once. Try again in %(wait)d seconds.",
            wait,
        )
        super().__init__(detail=text % {"wait": wait})
        self.wait = wait


class Tally:
    """Counters in the cache `limits`. `clock` is in seconds since 1970, the same for all processes."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.clock = clock
        self._paused_until = 0.0

    def left(self) -> int:
        """Whole seconds until the next window, 1 to 60."""
        return math.ceil(SECONDS - self.clock() % SECONDS)

    def add(self, name: str) -> int:
        """Add one to a counter of the present window and return it. 0 when it cannot be counted."""
        now = self.clock()
        if now < self._paused_until:
            return 0
        try:
            return _added(f"{name}:{int(now // SECONDS)}")
        except FAILURES as error:
            self._paused_until = now + PAUSE_SECONDS
            log.warning("limits_not_counted", pause_seconds=PAUSE_SECONDS, error=repr(error))
            return 0


def _added(key: str) -> int:
    counters = caches["limits"]
    try:
        return counters.incr(key)
    except ValueError:  # the first one of this window; of two at once, one adds
        return 1 if counters.add(key, 1, timeout=2 * SECONDS) else counters.incr(key)


TALLY = Tally()


class PerMinute(BaseThrottle):
    """Reads and writes of a user, and all requests of an address that nobody signed in from.

    A limit that cannot be counted refuses nobody: a dose that is not logged is worse than one too many.
    """

    def allow_request(self, request: Request, view: APIView) -> bool:
        """Whether this one may pass. It counts whether it does or not."""
        name, most = self._limit(request)
        return most == 0 or TALLY.add(name) <= most

    def wait(self) -> float:
        """Seconds until the next minute begins."""
        return TALLY.left()

    def _limit(self, request: Request) -> tuple[str, int]:
        """What is counted, and how many a minute there may be; 0 for no limit."""
        if not request.user.is_authenticated:
            return f"address:{self.get_ident(request)}", settings.API_ANONYMOUS_PER_MINUTE
        if request.method in SAFE_METHODS:
            return f"reads:{request.user.pk}", settings.API_READS_PER_MINUTE
        return f"writes:{request.user.pk}", settings.API_WRITES_PER_MINUTE
