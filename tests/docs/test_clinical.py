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
    copy.write_text(PAGE.replace("caution: 350", "caution: 500"), encoding="utf-8")
    assert run("--check", copy).returncode == 1
    assert copy.read_text(encoding="utf-8") != PAGE
    assert run(copy).returncode == 0
    assert copy.read_text(encoding="utf-8") == PAGE


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


def test_each_hazard_names_a_proof() -> None:
    rows = re.findall(r"^\| H\d+ \|.*$", PAGE, re.MULTILINE)
    assert len(rows) >= 15
    assert all("`tests/" in row.split("|")[-2] for row in rows)
