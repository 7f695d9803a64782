"""docs/clinical.md says what the rules say."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from tests.docs.pages import ROOT, text_of
from tracker.clinical.ruleset import CURRENT

NAME = "docs/clinical.md"
PAGE = text_of(NAME)


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "scripts" / "clinical_doc.py"), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_page_is_up_to_date() -> None:
    done = run("--check")
    assert done.returncode == 0, done.stdout


def test_a_page_that_says_another_number_is_found_and_put_right(tmp_path: Path) -> None:
    copy = tmp_path / "clinical.md"
    assert "caution 350 mg" in PAGE
    copy.write_text(PAGE.replace("caution 350 mg", "caution 500 mg"), encoding="utf-8")
    assert run("--check", copy).returncode == 1
    assert copy.read_text(encoding="utf-8") != PAGE
    assert run(copy).returncode == 0
    assert copy.read_text(encoding="utf-8") == PAGE


def test_a_page_that_says_that_another_case_was_reached_is_found(tmp_path: Path) -> None:
    copy = tmp_path / "clinical.md"
    copy.write_text(re.sub(r"^\| C38 \|.*$", "| C38 | found |", PAGE, flags=re.MULTILINE), encoding="utf-8")
    assert run("--check", copy).returncode == 1


def test_what_was_written_by_hand_stays(tmp_path: Path) -> None:
    copy = tmp_path / "clinical.md"
    copy.write_text(f"{PAGE}One more line.\n", encoding="utf-8")
    assert run("--check", copy).returncode == 0


def test_a_page_without_the_markers_is_refused_and_left_alone(tmp_path: Path) -> None:
    copy = tmp_path / "clinical.md"
    copy.write_text("# Something else\n", encoding="utf-8")
    assert run(copy).returncode == 1
    assert copy.read_text(encoding="utf-8") == "# Something else\n"


def test_the_page_and_the_api_name_the_same_severities() -> None:
    shown = sorted(re.findall(r"^\| (\w+) \(`(\w+)`\)", PAGE, re.MULTILINE))
    said = [(rule.severity_of(name).value, name) for rule in CURRENT.rules for name in rule.words]
    assert shown == sorted(pair for pair in said if not pair[1].endswith("_at_least"))


def test_nobody_is_told_that_a_clinician_signed_it_off() -> None:
    for name in (NAME, "README.md"):
        assert "Nothing here has been signed off by a clinician" in text_of(name)


def test_each_hazard_names_a_cause_a_control_and_a_test_that_exists() -> None:
    rows = re.findall(r"^\| (H\d+) \|(.*)\|$", PAGE, re.MULTILINE)
    assert [number for number, _ in rows] == [f"H{count}" for count in range(1, len(rows) + 1)]
    assert len(rows) >= 30
    for number, row in rows:
        hazard, cause, control, proof = (cell.strip() for cell in row.split("|"))
        assert all((hazard, cause, control)), number
        named = re.findall(r"`(tests/[\w/]+\.py)(?:::(test_\w+))?`", proof)
        assert named, number
        assert all(f"def {test or 'test_'}" in text_of(path) for path, test in named), (number, named)


def test_every_number_of_a_rule_has_its_unit() -> None:
    lines = re.findall(r"^\*\*Numbers\.\*\* (.*)\.$", PAGE, re.MULTILINE)
    assert len(lines) == sum(bool(rule.thresholds) for rule in CURRENT.rules)
    for line in lines:
        for number in line.split("; "):
            assert re.search(r" [\d,.]+ (mg|hours|days|months|years|products|doses|mL/min|mmol/L)", number), number
    assert "urgent over 3.0 mg/dL" in PAGE
    assert "clearance 30 mL/min" in PAGE


def test_every_rule_has_its_section_with_source_and_grade() -> None:
    for rule in CURRENT.rules:
        section = PAGE.partition(f"### {rule.id}\n")[2].partition("\n### ")[0]
        assert f"**Grade {rule.grade}.** {rule.source}" in section
        assert rule.condition in section
