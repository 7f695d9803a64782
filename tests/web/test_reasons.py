"""Every input of every finding has words under "Why?"."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import given, settings

from tests.clinical.builders import judged
from tests.clinical.strategies import all_facts
from tracker.clinical.facts import Facts
from tracker.templatetags.reasons import HEALTH_LINES, KIDNEY_LINES, LINES, SAID_ELSEWHERE, reasons

MEDICINE = Path(__file__).parents[2] / "tracker" / "clinical"


def test_every_kind_of_input_that_the_medicine_names_has_words() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in MEDICINE.rglob("*.py"))
    named = set(re.findall(r'Because\(\s*"([a-z_0-9]+)"', source))
    assert len(named) > 30
    assert named <= {*LINES, *SAID_ELSEWHERE}


@settings(max_examples=100, deadline=None)
@given(all_facts())
def test_every_input_of_a_finding_is_said(known: Facts) -> None:
    for finding in judged(known).findings:
        said = reasons(finding)
        inputs = [because for because in finding.because if because.fact not in SAID_ELSEWHERE]
        assert len(said) >= len(inputs)
        assert all(label and value and "None" not in value for label, value in said)


@settings(max_examples=50, deadline=None)
@given(all_facts())
def test_who_may_not_see_health_reads_nothing_of_it(known: Facts) -> None:
    hidden = {str(label) for label, _ in (KIDNEY_LINES | HEALTH_LINES).values()}
    for finding in judged(known).findings:
        assert not hidden & {label for label, _ in reasons(finding, show_health=False)}
