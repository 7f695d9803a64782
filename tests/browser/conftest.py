"""Debian's Chromium, and the running product with its worker; skipped, by name, where there is no Chromium."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.stack import PASSWORD, Stack, running_stack, wait_until

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the session."""
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine (apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def stack(tmp_path: Path, stack_template: Path) -> Iterator[Stack]:
    """The product with web, worker and beat, and protection on."""
    with running_stack(tmp_path / "data", stack_template) as running:
        running.start_worker()
        running.start_beat()
        wait_until(lambda: running.request("GET", "/healthz")[0] == 200, "protection is on")
        yield running


class Visitor:
    """Somebody at a browser, who notices whatever the page's policy blocks and wherever it reaches out to."""

    def __init__(self, context: BrowserContext, stack: Stack) -> None:
        self.stack = stack
        self.page: Page = context.new_page()
        self.page.set_default_timeout(8_000)
        self.complaints: list[str] = []
        self.page.on("console", lambda message: self._hears(message.type, message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self._stays(request.url))

    def sign_in(self, email: str) -> None:
        """By the form, as everybody does."""
        self.page.goto(self.stack.url)
        self.page.get_by_label("Email").fill(email)
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()

    def _hears(self, kind: str, text: str) -> None:
        # Not faults: a page that is left while it polls breaks off its own request (htmx calls that an error), and a
        # form that is refused is answered with 422.
        if kind == "error" and "sendAbort" not in text and "422" not in text:
            self.complaints.append(text)

    def _stays(self, url: str) -> None:
        if not url.startswith((self.stack.url, "data:", "blob:")):
            self.complaints.append(f"request left the origin: {url}")


@pytest.fixture
def visit(chromium: Browser, stack: Stack) -> Iterator[type[Visitor]]:
    """Opens a window for somebody; afterwards nobody may have complained."""
    visitors: list[Visitor] = []
    contexts: list[BrowserContext] = []

    def open_window(size: dict[str, int] | None = None, *, scripts: bool = True) -> Visitor:
        context = chromium.new_context(
            viewport=size or PHONE,  # type: ignore[arg-type]
            java_script_enabled=scripts,
            locale="en-US",
            timezone_id="America/New_York",
        )
        contexts.append(context)
        visitors.append(Visitor(context, stack))
        return visitors[-1]

    yield open_window  # type: ignore[misc]
    for context in contexts:
        context.close()
    assert [complaint for visitor in visitors for complaint in visitor.complaints] == []
