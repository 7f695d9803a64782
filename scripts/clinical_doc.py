"""Write the rules of the current rule set, and how published cases fare, into docs/clinical.md between markers.

    python scripts/clinical_doc.py            writes
    python scripts/clinical_doc.py --check    only says whether that would change anything: exit status 1 if so

What stands outside the markers is written by hand and stays as it is.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

if TYPE_CHECKING:
    from tracker.clinical.rule import Rule

PAGE = ROOT / "docs" / "clinical.md"
BEGIN = "written by scripts/clinical_doc.py; change what it is made from, and run that again"
END = "end of what scripts/clinical_doc.py writes"
GAP = re.compile(r"%\((\w+?)(_mg)?\)s")
# What a part of a number's name says about its unit; the others are mg of magnesium.
UNITS = {
    "mg_dl": "mg/dL",
    "mmol_l": "mmol/L",
    "ml_min": "mL/min",
    "hours": "hours",
    "days": "days",
    "months": "months",
    "age_years": "years",
    "products": "products",
    "label_doses": "doses of the label",
    "per_kg": "mg per kg of weight",
}


def main() -> int:
    """Write or check; 0 when the page says what the rules say."""
    parser = argparse.ArgumentParser(description="Write the rules and the replayed cases into docs/clinical.md.")
    parser.add_argument("--check", action="store_true", help="change nothing, and fail when the page is out of date")
    parser.add_argument("page", nargs="?", type=Path, default=PAGE)
    options = parser.parse_args()
    found = options.page.read_text(encoding="utf-8")
    wanted = with_blocks(found)
    if wanted is None:
        print(f"{options.page} lacks lines between which something belongs")
        return 1
    if wanted == found:
        print(f"{options.page.name} says what the rules say")
        return 0
    if options.check:
        print(f"{options.page.name} is out of date: run python scripts/clinical_doc.py")
        return 1
    options.page.write_text(wanted, encoding="utf-8")
    print(f"{options.page.name} was written")
    return 0


def with_blocks(page: str) -> str | None:
    """The page with the rules and the cases as they are now; None when it lacks a marker."""
    from case_table import cases_as_text  # noqa: PLC0415 - only once the path is set

    for name, write in (("rules", rules_as_text), ("cases", cases_as_text)):
        opening, closing = f"<!-- {name}: {BEGIN} -->", f"<!-- {name}: {END} -->"
        before, begin, rest = page.partition(opening)
        _old, end, after = rest.partition(closing)
        if not (begin and end):
            return None
        page = f"{before}{opening}\n\n{write()}\n{closing}{after}"
    return page


def rules_as_text() -> str:
    """The table of all rules, then each one with its numbers, source and words."""
    from tracker.clinical.ruleset import CURRENT  # noqa: PLC0415 - only once the path is set

    lines = [f"## The rules of set {CURRENT.id}", "", "| rule | grade | says at most | when |", "|---|---|---|---|"]
    lines += [
        f"| [{rule.id}](#{rule.id.lower()}) | {rule.grade} | {rule.severities[-1]} | {rule.condition} |"
        for rule in CURRENT.rules
    ]
    for rule in CURRENT.rules:
        lines += ["", *_one_rule(rule)]
    return "\n".join(lines) + "\n"


def _one_rule(rule: Rule) -> Iterator[str]:
    yield f"### {rule.id}"
    yield ""
    yield f"**When.** {rule.condition}"
    yield ""
    yield f"**Grade {rule.grade}.** {rule.source}."
    yield ""
    if rule.thresholds:
        numbers = (f"{_spelled(name)} {value:,f} {_unit(name)}" for name, value in rule.thresholds.items())
        yield f"**Numbers.** {'; '.join(numbers)}."
        yield ""
    yield f"**What would change it.** {rule.what_would_change}"
    yield ""
    yield f"**Episode.** It belongs to `{rule.concern}`.{_in_checks(rule)}"
    yield ""
    yield "| said as | to the patient | to those who care |"
    yield "|---|---|---|"
    for name, words in rule.words.items():
        if not name.endswith("_at_least"):
            patient = _said(words.headline_patient, words.action_patient)
            carer = _said(words.headline_carer, words.action_carer)
            yield f"| {rule.severity_of(name)} (`{name}`) | {patient} | {carer} |"


def _unit(name: str) -> str:
    return next((unit for part, unit in UNITS.items() if part in name), "mg")


def _in_checks(rule: Rule) -> str:
    asks = " A dose that it finds is never answered with “wait”." if rule.asks_first else ""
    shown = " It explains every answer, whatever the dose adds." if rule.shown_in_checks else ""
    return asks + shown


def _said(headline: str, action: str) -> str:
    return f"**{_readable(headline)}** {_readable(action)}"


def _readable(msgid: str) -> str:
    return GAP.sub(lambda gap: f"[{_spelled(gap[1])}]{' mg' if gap[2] else ''}", msgid)


def _spelled(name: str) -> str:
    """A name in words, without the unit that is said after the number."""
    for part in ("mg_dl", "mmol_l", "ml_min"):
        name = name.removesuffix(f"_{part}")
    return name.replace("_", " ")


if __name__ == "__main__":
    sys.exit(main())
