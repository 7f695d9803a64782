"""Write the rules of the current rule set into docs/clinical.md, between the two markers.

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
BEGIN = "<!-- Written by scripts/clinical_doc.py from tracker/clinical. Change the rules, then run it again. -->"
END = "<!-- End of what scripts/clinical_doc.py writes. -->"
GAP = re.compile(r"%\((\w+?)(_mg)?\)s")


def main() -> int:
    """Write or check; 0 when the page says what the rules say."""
    parser = argparse.ArgumentParser(description="Write the rules into docs/clinical.md.")
    parser.add_argument("--check", action="store_true", help="change nothing, and fail when the page is out of date")
    parser.add_argument("page", nargs="?", type=Path, default=PAGE)
    options = parser.parse_args()
    found = options.page.read_text(encoding="utf-8")
    wanted = with_rules(found)
    if wanted is None:
        print(f"{options.page} lacks the two lines between which the rules belong")
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


def with_rules(page: str) -> str | None:
    """The page with the rules as they are now; None when it lacks a marker."""
    before, begin, rest = page.partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not (begin and end):
        return None
    return f"{before}{BEGIN}\n\n{rules_as_text()}\n{END}{after}"


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
        numbers = ", ".join(f"{_spelled(name)}: {value:,f}" for name, value in rule.thresholds.items())
        yield f"**Numbers (mg).** {numbers}."
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


def _in_checks(rule: Rule) -> str:
    asks = " A dose that it finds is never answered with “wait”." if rule.asks_first else ""
    shown = " It explains every answer, whatever the dose adds." if rule.shown_in_checks else ""
    return asks + shown


def _said(headline: str, action: str) -> str:
    return f"**{_readable(headline)}** {_readable(action)}"


def _readable(msgid: str) -> str:
    return GAP.sub(lambda gap: f"[{_spelled(gap[1])}]{' mg' if gap[2] else ''}", msgid)


def _spelled(name: str) -> str:
    return name.replace("_", " ")


if __name__ == "__main__":
    sys.exit(main())
