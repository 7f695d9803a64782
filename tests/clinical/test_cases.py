"""Published cases, run through the rules: what would have been said, and when."""

from __future__ import annotations

from io import StringIO
from itertools import pairwise
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.clinical.builders import judged
from tests.clinical.test_case_rows import case, rows
from tracker.clinical.assessment import Answer, Severity
from tracker.clinical.case_replay.case import Kind, read_case
from tracker.clinical.case_replay.person import Known, facts_on
from tracker.clinical.case_replay.replay import Replay, Said, replay_case
from tracker.clinical.case_replay.summary import (
    cases_with_reason,
    contributions,
    false_alarms,
    has_reason,
    missed,
    shares,
    why_missed,
)


@pytest.fixture(scope="module")
def replays() -> list[Replay]:
    """Every case and arm of the file, with all that the reports say."""
    cases = map(read_case, rows().values())
    return [replay_case(each) for each in cases if each.kind is not Kind.COHORT]


def rank_of(said: Said | None) -> int:
    return -1 if said is None else said.severity.rank


def test_nothing_that_was_replayed_made_a_rule_fail(replays: list[Replay]) -> None:
    for each in replays:
        assert judged(facts_on(each.case, 1, Known.REPORTED)).failed_rules == ()


def test_nine_of_ten_cases_with_a_reason_reach_caution_and_six_of_ten_urgent(replays: list[Replay]) -> None:
    caution, urgent = shares(replays)
    assert (caution.severity, urgent.severity) == (Severity.CAUTION, Severity.URGENT)
    assert caution.of == urgent.of == len(cases_with_reason(replays)) > 15
    assert caution.holds, f"{caution.reached} of {caution.of}: {[each.case.id for each in missed(replays)]}"
    assert urgent.holds, f"{urgent.reached} of {urgent.of}"


def test_no_arm_with_normal_kidneys_is_alarmed(replays: list[Replay]) -> None:
    assert [each.case.id for each in false_alarms(replays)] == []


def test_a_share_under_its_aim_does_not_hold() -> None:
    quiet = replay_case(case(type="case", elemental_mg_per_day="100", duration_days="1", ckd_stage="normal"))
    caution, urgent = shares([quiet])
    assert (caution.reached, caution.of, caution.holds, urgent.holds) == (0, 1, False, False)


def test_a_loud_answer_about_an_arm_with_normal_kidneys_is_a_false_alarm() -> None:
    cells = {"type": "control", "ckd_stage": "healthy", "duration_days": "1"}
    loud = replay_case(case(**cells, product="capsules", elemental_mg_per_day="2500"))
    laxative = replay_case(case(**cells, product="laxative", elemental_mg_per_day="2500"))
    weak = replay_case(case(**{**cells, "ckd_stage": "G4"}, product="capsules", elemental_mg_per_day="2500"))
    assert false_alarms([loud, laxative, weak]) == (loud,)


def test_the_first_check_of_a_case_that_we_miss_never_answers_ok(replays: list[Replay]) -> None:
    lost = missed(replays)
    assert lost
    for each in lost:
        assert each.first_check is not Answer.OK, each.case.id
        assert not has_reason(each.case) or why_missed(each)


def test_symptoms_are_told_on_the_last_day_only_and_never_make_it_quieter(replays: list[Replay]) -> None:
    for each in replays:
        for run in each.runs:
            assert rank_of(run.with_symptoms) >= rank_of(run.highest)


def test_a_red_flag_after_magnesium_is_an_emergency_even_with_nothing_else_known() -> None:
    told = replay_case(case("P04")).shortest.with_symptoms
    assert told is not None
    assert (told.rule, told.severity) == ("MG-01", Severity.EMERGENCY)


def test_a_longer_exposure_never_says_less_and_leaves_more_days_before_the_event(replays: list[Replay]) -> None:
    for each in replays:
        for shorter, longer in pairwise(each.runs):
            assert rank_of(longer.highest) >= rank_of(shorter.highest)
            if shorter.first is not None:
                assert longer.first == shorter.first
                assert longer.days_before(shorter.first) > shorter.days_before(shorter.first)


def test_what_a_rule_gave_is_counted_and_what_only_it_gave_is_named(replays: list[Replay]) -> None:
    given = {each.rule: each for each in contributions(replays)}
    assert given["MG-11"].urgent > 3
    for each in given.values():
        assert each.caution >= each.urgent
        assert set(each.alone) <= {replay.case.id for replay in cases_with_reason(replays)}


def printed(**options: object) -> str:
    out = StringIO()
    call_command("replay_cases", stdout=out, **options)
    return out.getvalue()


def test_the_command_prints_each_case_the_targets_and_what_was_missed(replays: list[Replay]) -> None:
    text = printed()
    assert all(f"\n{each.case.id}" in text for each in replays)
    assert "at least caution" in text
    assert "NOT held" not in text
    assert "\nH01" not in text


def test_the_command_reads_other_cases_with_columns_missing(tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("\ufeffid,ckd_stage,surprise\nX1,G5,?\nX2\n,,\nX3,G3-G4,a,b,c\n", encoding="utf-8")
    text = printed(csv=path)
    assert all(f"\n{name} " in text for name in ("X1", "X2", "?", "X3"))


def test_the_command_says_when_a_file_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        printed(csv=tmp_path / "nothing.csv")
