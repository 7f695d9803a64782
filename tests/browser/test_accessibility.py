"""Every page of the main job: no axe violation in either theme, nothing that scrolls sideways, also at 320 px."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import DESKTOP, PHONE, Visitor
from tests.stack import CAREGIVER, PATIENT, Stack, wait_until

NARROW = {"width": 320, "height": 640}
PATIENT_PATHS = [
    "/", "/kidneys/", "/alerts/", "/products/?q=milk", "/products/new/", "/more/", "/about/", "/carers/", "/me/",
    "/health/", "/health/labs/", "/health/conditions/", "/health/medicines/", "/health/limits/",
    "/plans/", "/check/", "/symptoms/", "/symptoms/call/", "/learn/", "/learn/high-and-low/", "/learn/signs/",
    "/learn/kidneys/",
]  # fmt: skip
CARER_PATHS = ["/people/", "/alerts/", "/more/"]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP, NARROW], ids=["390", "1280", "320"])
def test_pages_are_for_everybody(visit: Callable[..., Visitor], stack: Stack, size: dict[str, int], theme: str) -> None:
    stack.log_milk()
    (alert,) = wait_until(stack.alerts, "the alert")
    for who, paths in ((PATIENT, PATIENT_PATHS), (CAREGIVER, CARER_PATHS)):
        visitor = visit(size)
        visitor.page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        visitor.page.goto(f"{stack.url}/accounts/login/")
        assert faults(visitor) == []
        visitor.sign_in(who)
        for path in [*paths, f"/alerts/{alert['id']}/"]:
            visitor.page.goto(stack.url + path)
            assert faults(visitor) == [], f"{path} in {theme}"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_an_emergency_can_be_read_to_the_last_line(visit: Callable[..., Visitor], stack: Stack, theme: str) -> None:
    stack.log_milk()
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    stack.api("POST", f"/people/{stack.patient_id()}/symptoms/", {"code": "slow_breathing", "started_at": now})
    wait_until(lambda: any(alert["severity"] == "emergency" for alert in stack.alerts()), "the emergency")
    visitor = visit(NARROW)
    visitor.page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    visitor.sign_in(PATIENT)
    visitor.page.goto(stack.url)
    assert visitor.page.locator('.alert[data-severity="emergency"] a[href="/symptoms/"]').is_visible()
    assert visitor.page.locator('.alert[data-severity="emergency"] .alert__foot').is_visible()
    assert faults(visitor) == []


def faults(visitor: Visitor) -> list[str]:
    """What axe and a ruler find on the page as it stands."""
    found = [
        f"{violation['id']}: {violation['nodes'][0]['html'][:120]}"
        for violation in Axe().run(visitor.page).response["violations"]
    ]
    width = visitor.page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    return found + ([f"scrolls sideways: {width}"] if width[0] > width[1] else [])
