"""SP-01: magnesium too close to a medicine that it blocks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from tests.clinical.builders import (
    ADULT,
    TODAY,
    dose,
    facts,
    found,
    hours_ago,
    medicine,
    severity,
    values,
)
from tracker.clinical.apart import gap_between, spans_of
from tracker.clinical.assessment import Answer, Severity
from tracker.clinical.facts import Category, MedicineFacts
from tracker.clinical.terms import MedicineClass, Substance
from tracker.clinical.verdict import judge_dose

NOTE, CAUTION = Severity.NOTE, Severity.CAUTION
LEVOTHYROXINE, QUINOLONE, OTHER = MedicineClass.LEVOTHYROXINE, MedicineClass.QUINOLONE, MedicineClass.OTHER
# 17:05 is NOW in every test: a medicine at noon is 5 h 5 min ago.
NOON = time(12)


def at(clock: str, day: date = TODAY) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), UTC)


def takes(
    *clocks: str, kind: MedicineClass = LEVOTHYROXINE, name: str = "", since: date = date(2026, 1, 1), **more: object
) -> MedicineFacts:
    return medicine(kind, since, name=name, times=map(time.fromisoformat, clocks), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("clock", "expected"),
    [
        ("08:00", None),
        ("08:01", CAUTION),
        ("12:00", CAUTION),
        ("15:59", CAUTION),
        ("16:00", None),
    ],
)
def test_levothyroxine_at_noon_keeps_magnesium_away_for_4_hours_on_both_sides(
    clock: str, expected: Severity | None
) -> None:
    known = facts(dose(100, at(clock)), egfr=95, medicines=[takes("12:00")])
    assert severity(known, "SP-01") is expected


@pytest.mark.parametrize(
    ("name", "clock", "expected"),
    [
        ("ciprofloxacin", "06:01", CAUTION),
        ("ciprofloxacin", "06:00", None),
        ("ciprofloxacin", "13:59", CAUTION),
        ("ciprofloxacin", "14:00", None),
        ("gabapentin", "10:01", CAUTION),
        ("gabapentin", "12:00", CAUTION),
        ("gabapentin", "12:01", None),
        ("alendronate", "11:59", None),
        ("alendronate", "12:00", CAUTION),
        ("alendronate", "12:29", CAUTION),
        ("alendronate", "12:30", None),
    ],
)
def test_the_order_matters(name: str, clock: str, expected: Severity | None) -> None:
    known = facts(dose(100, at(clock)), egfr=95, medicines=[takes("12:00", kind=OTHER, name=name)])
    assert severity(known, "SP-01") is expected


@pytest.mark.parametrize(("mg", "expected"), [("7.999", None), ("8", CAUTION), (None, CAUTION), ("0", None)])
def test_a_dose_counts_from_8_mg(mg: str | None, expected: Severity | None) -> None:
    assert severity(facts(dose(mg, at("12:00")), egfr=95, medicines=[takes("12:00")]), "SP-01") is expected


def test_an_injection_blocks_nothing() -> None:
    known = facts(dose(500, at("12:00"), Category.INJECTION), egfr=95, medicines=[takes("12:00")])
    assert severity(known, "SP-01") is None


def test_a_medicine_of_the_evening_before_and_of_the_next_morning_counts() -> None:
    late, early = takes("23:30"), takes("03:00")
    assert severity(facts(dose(100, at("02:00")), egfr=95, medicines=[late]), "SP-01") is CAUTION
    assert (
        severity(facts(dose(100, at("23:01", TODAY - timedelta(days=1))), egfr=95, medicines=[early]), "SP-01")
        is CAUTION
    )


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        (TODAY, None, CAUTION),
        (TODAY + timedelta(days=1), None, None),
        (date(2026, 1, 1), TODAY, CAUTION),
        (date(2026, 1, 1), TODAY - timedelta(days=1), None),
    ],
)
def test_a_medicine_counts_on_the_days_on_which_it_is_taken(
    since: date, until: date | None, expected: Severity | None
) -> None:
    known = facts(dose(100, at("12:30")), egfr=95, medicines=[takes("12:00", since=since, until_date=until)])
    assert severity(known, "SP-01") is expected


def test_a_usual_time_is_one_of_the_persons_clock_on_days_when_it_changes() -> None:
    """On 25 October 2026 Berlin's clocks go back at 3: from 23:30 to 8:00 are 9.5 hours, not 8.5."""
    berlin = replace(ADULT, zone="Europe/Berlin")
    eight = datetime(2026, 10, 25, 7, tzinfo=UTC)
    for minutes, expected in ((239, CAUTION), (240, None)):
        taken = dose(100, eight - timedelta(minutes=minutes))
        known = facts(taken, egfr=95, person=berlin, medicines=[takes("08:00")])
        assert severity(known, "SP-01", eight) is expected
    spring = datetime(2026, 3, 29, 6, tzinfo=UTC)
    known = facts(dose(100, spring + timedelta(minutes=239)), egfr=95, person=berlin, medicines=[takes("08:00")])
    assert severity(known, "SP-01", spring + timedelta(hours=5)) is CAUTION


def test_each_medicine_is_an_episode_of_its_own_and_explains_itself() -> None:
    thyroid, quinolone = takes("12:00"), takes("11:00", kind=QUINOLONE, name="Moxifloxacin")
    taken = dose(100, at("13:00"))
    first, second = found(facts(taken, egfr=95, medicines=[thyroid, quinolone]), "SP-01")
    assert (first.cause, second.cause) == (str(thyroid.id), str(quinolone.id))
    assert values(first.params["medicine"], first.params["before"], first.params["after"]) == ("levothyroxine", 4, 4)
    inputs = {because.fact: because for because in second.because}
    assert inputs["usual_time"].value == at("11:00")
    assert values(inputs["hours_to_magnesium"].value, inputs["hours_from_magnesium"].value) == (4, 8)
    assert (inputs["interval_source"].value, inputs["interval_source"].unit) == ("Avelox label, from memory", "A")
    assert first.products[0].dose_ids == (taken.id,)


def test_it_ends_a_day_after_the_last_dose_that_was_too_close() -> None:
    known = facts(dose(100, at("12:30")), dose(100, at("13:00")), dose(100), egfr=95, medicines=[takes("12:00")])
    (finding,) = found(known, "SP-01")
    assert finding.until == at("13:00") + timedelta(hours=24)
    assert len(finding.products[0].dose_ids) == 2


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("levothyroxine", "apart"),
        ("alendronate", "apart_after"),
        ("gabapentin", "apart_before"),
        ("pazopanib", "apart_unknown"),
    ],
)
def test_without_usual_times_it_is_a_note_to_keep_them_apart(name: str, words: str) -> None:
    known = facts(dose(100), egfr=95, medicines=[medicine(OTHER, name=name)])
    (finding,) = found(known, "SP-01")
    assert (finding.severity, finding.words) == (NOTE, words)
    assert severity(facts(egfr=95, medicines=[medicine(OTHER, name=name)]), "SP-01") is None
    over = medicine(OTHER, name=name, until_date=TODAY - timedelta(days=1))
    assert severity(facts(dose(100), egfr=95, medicines=[over]), "SP-01") is None


@pytest.mark.parametrize(
    ("name", "words"), [("levothyroxine", "close"), ("alendronate", "close_after"), ("gabapentin", "close_before")]
)
def test_the_words_ask_for_the_hours_of_each_order(name: str, words: str) -> None:
    known = facts(dose(100, at("12:00")), egfr=95, medicines=[takes("12:00", kind=OTHER, name=name)])
    assert [finding.words for finding in found(known, "SP-01")] == [words]


def test_hours_that_nobody_knows_are_a_note_even_with_usual_times() -> None:
    known = facts(dose(100, at("02:00")), egfr=95, medicines=[takes("12:00", kind=OTHER, name="Pazopanib")])
    assert [finding.words for finding in found(known, "SP-01")] == ["apart_unknown"]


@pytest.mark.parametrize("clocks", [(), ("05:00",)])
def test_raltegravir_with_an_antacid_is_a_caution_whatever_the_hour(clocks: tuple[str, ...]) -> None:
    raltegravir = takes(*clocks, kind=MedicineClass.HIV_INTEGRASE_INHIBITOR, name="Raltegravir")
    antacid, tablet = dose(100, at("16:00"), Category.ANTACID), dose(100, at("16:00"), product=2)
    (finding,) = found(facts(antacid, tablet, egfr=95, medicines=[raltegravir]), "SP-01")
    assert (finding.severity, finding.words) == (CAUTION, "never")
    assert finding.products[0].dose_ids == (antacid.id,)
    assert severity(facts(tablet, egfr=95, medicines=[raltegravir]), "SP-01") is None


def test_a_dose_that_is_too_close_has_its_share_beside_one_that_is_right_at_no_hour() -> None:
    raltegravir = takes("12:00", kind=OTHER, name="Raltegravir")
    antacid = dose(100, at("05:00"), Category.ANTACID)
    citrate = dose(100, at("12:30"), Category.LAXATIVE, product=2, substances=[Substance.CITRATE])
    known = facts(antacid, egfr=95, medicines=[raltegravir])
    assert judge_dose(known, citrate, at("12:30")).answer is Answer.WAIT


def test_the_label_of_a_product_counts_against_usual_times_only() -> None:
    citrate = dose(100, at("12:30"), Category.LAXATIVE, substances=[Substance.CITRATE])
    timed, untimed = takes("12:00", kind=OTHER, name="Paracetamol"), medicine(OTHER, name="Paracetamol")
    assert severity(facts(citrate, egfr=95, medicines=[timed]), "SP-01") is CAUTION
    assert severity(facts(citrate, egfr=95, medicines=[untimed]), "SP-01") is None


def test_a_usual_time_past_the_end_of_the_calendar_is_none() -> None:
    late = takes("08:00", "23:00")
    gap = gap_between(late, dose(100))
    assert gap is not None
    spans = spans_of(late, gap, datetime(9999, 12, 29, 17, tzinfo=UTC), "America/New_York")
    assert [usual.day for usual, _ in spans] == [28, 29, 29, 30, 30, 31, 31]


def test_nothing_is_found_without_magnesium() -> None:
    assert severity(facts(dose(100, hours_ago(24)), egfr=95, medicines=[takes("17:00")]), "SP-01") is None
