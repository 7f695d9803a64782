"""The main job in a real browser against a real worker: a patient logs milk of magnesia, and her daughter is told."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE, Visitor
from tests.stack import CAREGIVER, PATIENT, Stack, wait_until

Visit = Callable[..., Visitor]
HEADLINE = "1,000\N{NO-BREAK SPACE}mg of magnesium in 24\N{NO-BREAK SPACE}hours"


def log_thirty_millilitres(patient: Visitor) -> None:
    """Find it by a part of its name, say how much, send."""
    page = patient.page
    page.get_by_role("searchbox").fill("phillips original milk of mag")
    if page.evaluate("typeof htmx") == "undefined":
        page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Phillips' Original Milk of Magnesia").first.click()
    page.get_by_label("How much").fill("30")
    page.get_by_role("button", name="Log it").click()


def sees_the_verdict(patient: Visitor) -> None:
    """The answer stands on the page that the log leads to: as a verdict, or as the alert if that was quicker."""
    main = patient.page.locator("main")
    expect(main).to_contain_text("Logged: Phillips' Original Milk of Magnesia")
    expect(main.locator(".answer__say, .alert__headline").first).to_contain_text(HEADLINE)
    expect(main).to_contain_text("Call your kidney clinic now.")


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_from_the_dose_to_the_daughter(visit: Visit, stack: Stack, size: dict[str, int]) -> None:
    daughter, patient = visit(size), visit(size)
    daughter.sign_in(CAREGIVER)
    expect(daughter.page.get_by_role("heading", level=1)).to_be_visible()
    patient.sign_in(PATIENT)
    expect(patient.page.locator(".protection")).to_contain_text("Protection is on")

    log_thirty_millilitres(patient)
    logged_at = time.monotonic()
    sees_the_verdict(patient)

    (alert,) = wait_until(stack.alerts, "the alert in the app", 2)
    mail = wait_until(lambda: stack.mailbox.to(CAREGIVER), "mail to the daughter", 2)[0]
    assert time.monotonic() - logged_at < 2
    assert alert["severity"] == "urgent"
    assert "magnesi" not in str(mail["Subject"]).lower()
    text = mail.get_payload(0).get_payload(decode=True).decode()  # type: ignore[union-attr]
    spoken = text.replace("\N{NO-BREAK SPACE}", " ")
    for part in ("Ruth Keller had", "Milk of Magnesia: 1,000 mg", "eGFR 24", "MG-11", "Nakamura 2012"):
        assert part in spoken

    card = daughter.page.locator(".alert[data-severity=urgent]")
    expect(card).to_contain_text("Ruth Keller had", timeout=5_000)
    card.get_by_role("link", name="See why").click()
    expect(daughter.page.get_by_role("heading", name="Why we say this")).to_be_visible()
    expect(daughter.page.locator("main")).to_contain_text("eGFR")
    daughter.page.get_by_role("button", name="I have seen it").click()
    expect(daughter.page.locator("main")).to_contain_text("seen")

    expect(patient.page.locator(".alert[data-severity=urgent]")).to_be_visible(timeout=8_000)


def test_undo_takes_the_dose_back_and_the_alert_is_withdrawn(visit: Visit, stack: Stack) -> None:
    patient = visit()
    patient.sign_in(PATIENT)
    log_thirty_millilitres(patient)
    patient.page.get_by_role("button", name="Undo").click()
    wait_until(lambda: [a["state"] for a in stack.alerts()] in ([], ["withdrawn"]), "withdrawn or never raised")
    patient.page.goto(stack.url)
    expect(patient.page.locator(".meter__value")).to_contain_text("0")


def test_what_was_typed_stays_when_it_is_refused(visit: Visit) -> None:
    patient = visit()
    patient.sign_in(PATIENT)
    page = patient.page
    page.get_by_role("searchbox").fill("phillips original milk of mag")
    page.get_by_role("link", name="Phillips' Original Milk of Magnesia").first.click()
    page.get_by_label("How much").fill("-3")
    page.get_by_label("Note").fill("with water")
    page.get_by_role("button", name="Log it").click()
    field = page.get_by_label("How much")
    expect(field).to_have_value("-3")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Note")).to_have_value("with water")
    expect(page.locator("main")).to_contain_text("Write an amount above zero")


def test_the_whole_path_works_without_a_script(visit: Visit, stack: Stack) -> None:
    patient = visit(scripts=False)
    patient.sign_in(PATIENT)
    page = patient.page
    page.get_by_role("searchbox").fill("phillips original milk of mag")
    page.get_by_role("searchbox").press("Enter")
    page.get_by_role("link", name="Phillips' Original Milk of Magnesia").first.click()
    page.get_by_label("How much").fill("30")
    page.get_by_role("button", name="Log it").click()
    sees_the_verdict(patient)
    wait_until(lambda: stack.mailbox.to(CAREGIVER), "mail to the daughter")


def test_a_page_that_lost_touch_says_so_and_takes_it_back(visit: Visit, stack: Stack) -> None:
    patient = visit()
    patient.sign_in(PATIENT)
    lost = patient.page.locator("[data-when-unanswered]")
    expect(lost).to_be_hidden()
    stack.kill("web")
    expect(lost).to_be_visible(timeout=15_000)
    stack.start_web()
    expect(lost).to_be_hidden(timeout=15_000)
    patient.complaints.clear()  # the browser's own words about a server that was gone
