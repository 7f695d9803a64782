"""MG-03: too much magnesium in a blood test.

Every result of the last 7 days counts, and the worst one speaks: a later normal one never lowers or silences anything.
A result without the laboratory's own range has no line for "caution", and none is invented; the other lines hold.

4.9 mg/dL is written for 2.0 mmol/L, which is 4.861 mg/dL. Both are in force, so that a laboratory that prints
2.0 mmol/L is judged as one that prints 4.9 mg/dL.

People on dialysis average 3.2 mg/dL on diet alone (Wyskida 2012), so their lines lie higher: the one place where a
worse band may lower a severity. That a check answers "ask first" after any such result is ours (grade C).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from tracker.clinical.assessment import Band, Because, Finding, Severity
from tracker.clinical.context import Context
from tracker.clinical.facts import LabFacts
from tracker.clinical.labs import UNIT, is_over, lab_span, labs_within, reaches, said_lab
from tracker.clinical.rule import Rule
from tracker.clinical.signs import HIGH_SIGNS, felt, said_sign, sign_spans
from tracker.clinical.spans import Span, edges, held_until
from tracker.clinical.totals import sum_doses
from tracker.clinical.units import magnesium_in_mg_dl
from tracker.clinical.words import CALL_DOCTOR_NOW, CALL_PERSON_NOW, Words, gettext_noop


@dataclass(frozen=True, slots=True)
class Line:
    """Where a severity begins for one result, and whether that is so only while a sign is felt."""

    severity: Severity
    mg_dl: Decimal | None
    crossed: bool
    with_sign: bool = False


def judge(context: Context) -> Finding | None:
    """The highest severity that any result of the last 7 days reaches, with the signs of the last 24 h."""
    signs = felt(context.facts.symptoms, HIGH_SIGNS, context.thresholds["symptom_within_hours"], context.now)
    found = [(line, lab) for lab in _labs(context) if (line := _line(context, lab, with_signs=bool(signs))) is not None]
    if not found:
        return None
    line, lab = max(found, key=lambda pair: (pair[0].severity.rank, pair[1].taken_at))
    return context.say(
        line.severity,
        line.severity.value,
        because=(
            *said_lab(lab),
            Because("blood_magnesium_line", line.mg_dl, UNIT),
            *map(said_sign, signs),
            *context.kidney_inputs(),
        ),
        products=sum_doses(context.window).by_product,
        until=held_until(_spans(context, line.severity), context.now),
    )


def turns(context: Context) -> Iterator[datetime]:
    """A result or a sign begins to count or grows too old."""
    yield from edges(lab_span(lab, context.thresholds["within_days"]) for lab in context.facts.labs)
    yield from edges(sign_spans(context.facts.symptoms, HIGH_SIGNS, context.thresholds["symptom_within_hours"]))


def _labs(context: Context) -> tuple[LabFacts, ...]:
    return labs_within(context.facts, context.now, context.thresholds["within_days"])


def _line(context: Context, lab: LabFacts, *, with_signs: bool) -> Line | None:
    """The first line that the result has crossed, the most severe ones first."""
    lines = _lines_in_dialysis if context.kidneys.judged_as is Band.DIALYSIS else _lines
    return next((line for line in lines(context, lab) if line.crossed and (with_signs or not line.with_sign)), None)


def _lines(context: Context, lab: LabFacts) -> Iterator[Line]:
    over, most = context.thresholds["urgent_over_mg_dl"], _most(context)
    yield Line(Severity.EMERGENCY, most, reaches(lab, most))
    yield Line(Severity.EMERGENCY, over, is_over(lab, over), with_sign=True)
    yield Line(Severity.URGENT, over, is_over(lab, over))
    yield Line(Severity.CAUTION, lab.high_mg_dl, is_over(lab, lab.high_mg_dl))


def _lines_in_dialysis(context: Context, lab: LabFacts) -> Iterator[Line]:
    limits, most = context.thresholds, _most(context)
    highest, lowest = limits["dialysis_emergency_over_mg_dl"], limits["dialysis_caution_over_mg_dl"]
    yield Line(Severity.EMERGENCY, highest, is_over(lab, highest))
    yield Line(Severity.EMERGENCY, most, reaches(lab, most), with_sign=True)
    yield Line(Severity.URGENT, most, reaches(lab, most))
    yield Line(Severity.CAUTION, lowest, is_over(lab, lowest))


def _most(context: Context) -> Decimal:
    """The line of 4.9 mg/dL, or 2.0 mmol/L where that is less."""
    in_mmol_l = magnesium_in_mg_dl(context.thresholds["from_mmol_l"], "mmol/L")
    return min(context.thresholds["from_mg_dl"], in_mmol_l)


def _spans(context: Context, severity: Severity) -> Iterator[Span]:
    """The time during which each result reaches the severity: while it counts, or while a sign is felt besides."""
    signs = sign_spans(context.facts.symptoms, HIGH_SIGNS, context.thresholds["symptom_within_hours"])
    for lab in context.facts.labs:
        begin, end = lab_span(lab, context.thresholds["within_days"])
        if _is_reached(_line(context, lab, with_signs=False), severity):
            yield begin, end
        elif _is_reached(_line(context, lab, with_signs=True), severity):
            yield from ((max(begin, felt_from), min(end, felt_until)) for felt_from, felt_until in signs)


def _is_reached(line: Line | None, severity: Severity) -> bool:
    return line is not None and line.severity.rank >= severity.rank


RULE = Rule(
    id="MG-03",
    concern="blood_magnesium",
    grade="A",
    source="CTCAE v5; OsvaRen label. Dialysis patients average 3.2 mg/dL on diet alone (Wyskida 2012)",
    condition=gettext_noop(
        "A magnesium blood test of the last 7 days. Caution: over the lab's own upper limit. Urgent: over 3.0 mg/dL "
        "(1.23 mmol/L). Emergency: from 4.9 mg/dL (2.0 mmol/L), or over 3.0 mg/dL with any sign of too much magnesium. "
        "On dialysis: caution over 3.65 mg/dL, urgent from 4.9 mg/dL, emergency over 8.0 mg/dL, or from 4.9 mg/dL with "
        "any sign. A normal result never lowers or silences anything."
    ),
    thresholds={
        "urgent_over_mg_dl": Decimal("3.0"),
        "from_mg_dl": Decimal("4.9"),
        "from_mmol_l": Decimal("2.0"),
        "dialysis_caution_over_mg_dl": Decimal("3.65"),
        "dialysis_emergency_over_mg_dl": Decimal("8.0"),
        "within_days": Decimal(7),
        "symptom_within_hours": Decimal(24),
    },
    words={
        "caution": Words(
            gettext_noop("Your blood test shows that there could be too much magnesium in your blood."),
            gettext_noop("A blood test shows that %(name)s could have too much magnesium in the blood."),
            gettext_noop(
                "Ask your doctor about this result today, before you take more magnesium. "
                "Do not stop a medicine that was prescribed without asking."
            ),
            gettext_noop(
                "Ask %(name)s to call a doctor about this result today, before taking more magnesium. "
                "No one should stop a medicine that was prescribed without asking."
            ),
        ),
        "urgent": Words(
            gettext_noop("Your blood test shows too much magnesium in your blood."),
            gettext_noop("A blood test shows too much magnesium in the blood of %(name)s."),
            CALL_DOCTOR_NOW,
            CALL_PERSON_NOW,
        ),
        "emergency": Words(
            gettext_noop("Your blood test shows too much magnesium in your blood. You need help now."),
            gettext_noop("A blood test shows too much magnesium in the blood of %(name)s, who needs help now."),
            gettext_noop("Call emergency services now. Say that a blood test shows too much magnesium in your blood."),
            gettext_noop(
                "Call emergency services now for %(name)s. Say that a blood test shows too much magnesium in the blood."
            ),
        ),
    },
    what_would_change=gettext_noop(
        "This ends when the test is older than 7 days. A newer and better result is good news for your doctor to "
        "judge; it does not end this."
    ),
    judge=judge,
    turns=turns,
    asks_first=True,
)
