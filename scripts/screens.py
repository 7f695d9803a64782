#!/usr/bin/env python3
"""`make screens`: pictures of the pages for docs/screens, from a running product with its two people."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from playwright.sync_api import Browser, Page, sync_playwright  # noqa: E402

from tests.stack import CAREGIVER, PASSWORD, PATIENT, Stack, running_stack, wait_until  # noqa: E402

FOLDER = ROOT / "docs" / "screens"
SIZES = {"390": {"width": 390, "height": 844}, "1280": {"width": 1280, "height": 900}}
PATIENT_PAGES = {"today": "/", "kidneys": "/kidneys/", "alerts": "/alerts/", "products": "/products/?q=milk+of+mag"}
CARER_PAGES = {"people": "/people/"}


def main() -> None:
    """One urgent alert in the house, then every page at both widths, and the main ones in the dark."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        running_stack(Path(folder, "data"), Path(folder, "template")) as stack,
        sync_playwright() as playwright,
    ):
        raise_the_alert(stack)
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for size, theme in (("390", "light"), ("1280", "light"), ("390", "dark")):
            take_all(browser, stack, size, theme)
        browser.close()


def raise_the_alert(stack: Stack) -> None:
    """The patient logs 30 mL, and both are told."""
    stack.start_worker()
    stack.start_beat()
    wait_until(lambda: stack.request("GET", "/healthz")[0] == 200, "protection is on")
    stack.log_milk()
    wait_until(lambda: len(stack.mailbox.mails) == 2, "both were told")


def take_all(browser: Browser, stack: Stack, size: str, theme: str) -> None:
    """The pages of the patient, then those of the carer."""
    suffix = f"-{size}.png" if theme == "light" else f"-{size}-{theme}.png"
    for who, pages in ((PATIENT, PATIENT_PAGES), (CAREGIVER, CARER_PAGES)):
        context = browser.new_context(
            viewport=SIZES[size],  # type: ignore[arg-type]
            color_scheme="dark" if theme == "dark" else "light",
            timezone_id="America/New_York",
            locale="en-US",
        )
        page = context.new_page()
        sign_in(page, stack, who)
        for name, path in pages.items():
            page.goto(stack.url + path)
            page.screenshot(path=FOLDER / f"{name}{suffix}", full_page=True)
        page.goto(stack.url + ("/people/" if who == CAREGIVER else "/"))
        page.get_by_role("link", name="See why").first.click()
        page.wait_for_load_state()
        name = "alert" if who == PATIENT else "alert-carer"
        page.screenshot(path=FOLDER / f"{name}{suffix}", full_page=True)
        context.close()


def sign_in(page: Page, stack: Stack, who: str) -> None:
    """By the form."""
    page.goto(stack.url)
    page.get_by_label("Email").fill(who)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_load_state()


if __name__ == "__main__":
    main()
