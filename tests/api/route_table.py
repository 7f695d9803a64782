"""Who may use which route of the API, and what they are answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

ROLES = ("owner", "watcher", "recorder", "manager", "revoked", "expired", "outsider", "anonymous")
SEES_ALL = {"owner", "watcher", "manager"}
WATCHERS = SEES_ALL | {"recorder"}
WRITERS = {"owner", "recorder", "manager"}
# The dose of the table was logged by its owner: who logs without seeing doses may correct only what they logged.
CORRECTORS = {"owner", "manager"}
MANAGERS = {"owner", "manager"}


@dataclass(frozen=True)
class Route:
    """Who may use a route, with what, and what they are answered."""

    who: frozenset[str]
    body: str = ""
    answer: int = 200
    headers: tuple[tuple[str, str], ...] = ()


def may(who: set[str], **more: Any) -> Route:
    """A route about a person, for these roles; the others find nothing there."""
    return Route(frozenset(who), **more)


EVERYBODY = frozenset(ROLES)
SIGNED_IN_ROLES = EVERYBODY - {"anonymous"}
IF_MATCH = (("If_Match", '"1"'),)
TABLE = {
    "get me/": Route(SIGNED_IN_ROLES),
    "patch me/": Route(SIGNED_IN_ROLES, body="name"),
    "get people/": Route(SIGNED_IN_ROLES),
    "get people/{person_id}/": may(WATCHERS),
    "patch people/{person_id}/": may(MANAGERS, body="name"),
    "get people/{person_id}/status/": may(WATCHERS),
    "get people/{person_id}/kidney-readings/": may(SEES_ALL),
    "post people/{person_id}/kidney-readings/": may(MANAGERS, body="reading", answer=201),
    "get people/{person_id}/labs/": may(SEES_ALL),
    "post people/{person_id}/labs/": may(MANAGERS, body="lab", answer=201),
    "delete people/{person_id}/labs/{lab_id}/": may(MANAGERS, answer=204),
    "get people/{person_id}/symptoms/": may(SEES_ALL),
    "post people/{person_id}/symptoms/": may(WRITERS, body="symptom", answer=201),
    "delete people/{person_id}/symptoms/{symptom_id}/": may(MANAGERS, answer=204),
    "get people/{person_id}/conditions/": may(SEES_ALL),
    "post people/{person_id}/conditions/": may(MANAGERS, body="condition", answer=201),
    "patch people/{person_id}/conditions/{condition_id}/": may(MANAGERS, body="end"),
    "delete people/{person_id}/conditions/{condition_id}/": may(MANAGERS, answer=204),
    "get people/{person_id}/medicines/": may(SEES_ALL),
    "post people/{person_id}/medicines/": may(MANAGERS, body="medicine", answer=201),
    "patch people/{person_id}/medicines/{medicine_id}/": may(MANAGERS, body="end"),
    "delete people/{person_id}/medicines/{medicine_id}/": may(MANAGERS, answer=204),
    "get people/{person_id}/limits/": may(SEES_ALL),
    "post people/{person_id}/limits/": may(MANAGERS, body="limit", answer=201),
    "delete people/{person_id}/limits/{limit_id}/": may(MANAGERS, answer=204),
    "get people/{person_id}/doses/": may(SEES_ALL),
    "post people/{person_id}/doses/": may(WRITERS, body="dose", answer=201),
    "get people/{person_id}/doses/{dose_id}/": may(SEES_ALL),
    "patch people/{person_id}/doses/{dose_id}/": may(CORRECTORS, body="note", headers=IF_MATCH),
    "delete people/{person_id}/doses/{dose_id}/": may(CORRECTORS, answer=204, headers=IF_MATCH),
    "post people/{person_id}/checks/": may(WATCHERS, body="check"),
    "get people/{person_id}/plans/": may(SEES_ALL),
    "post people/{person_id}/plans/": may(MANAGERS, body="plan", answer=201),
    "get people/{person_id}/plans/{plan_id}/": may(SEES_ALL),
    "patch people/{person_id}/plans/{plan_id}/": may(MANAGERS, body="end", headers=IF_MATCH),
    "delete people/{person_id}/plans/{plan_id}/": may(MANAGERS, answer=204, headers=IF_MATCH),
    "get people/{person_id}/plans/forecast/": may(SEES_ALL),
    "get people/{person_id}/changes/": may(WATCHERS),
    "post people/{person_id}/sync/": may(WRITERS, body="outbox"),
    "get people/{person_id}/totals/": may(SEES_ALL),
    "get people/{person_id}/alerts/": may(SEES_ALL),
    "get alerts/{alert_id}/": may(SEES_ALL),
    "post alerts/{alert_id}/seen/": may(SEES_ALL),
    "post alerts/{alert_id}/dismiss/": may(SEES_ALL, body="dismissal"),
    "get products/": Route(SIGNED_IN_ROLES),
    "post products/": Route(SIGNED_IN_ROLES, body="product", answer=201),
    "get products/{product_id}/": Route(SIGNED_IN_ROLES),
    "get rulesets/current/": Route(SIGNED_IN_ROLES),
    "get schema/": Route(EVERYBODY),
    "get docs/": Route(EVERYBODY),
}
