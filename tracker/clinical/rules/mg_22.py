"""MG-22: more of a product than its label allows, or more than labels allow without a kidney warning.

Laxatives and bowel preparations have labels of their own, so they stay out of the 600 mg sum.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from uuid import UUID

from tracker.clinical.assessment import Because, Finding, Severity, Value
from tracker.clinical.context import Context
from tracker.clinical.facts import Category, DoseFacts
from tracker.clinical.rule import Rule
from tracker.clinical.totals import falls_at, known_amounts, sum_doses
from tracker.clinical.words import ASK_BEFORE_MORE, ASK_PERSON_TO_CALL, Words, gettext_noop

OWN_LABELS = frozenset({Category.LAXATIVE, Category.BOWEL_PREPARATION})


def judge(context: Context) -> Iterator[Finding]:
    """Caution for each product over its label's day, and for more than 600 mg over all other products."""
    products: dict[UUID, list[DoseFacts]] = {}
    for dose in context.unauthorised:
        products.setdefault(dose.product_id, []).append(dose)
    for doses in sorted(products.values(), key=lambda doses: (doses[-1].product_name, doses[-1].product_id)):
        yield from _over_label(context, tuple(doses))
    yield from _over_sum(context)


def _over_label(context: Context, doses: tuple[DoseFacts, ...]) -> Iterator[Finding]:
    # When the doses know different maxima, because the product was edited, the lowest counts.
    maxima = [dose.label_max_units_per_day for dose in doses if dose.label_max_units_per_day is not None]
    if not maxima:
        return
    most = min(maxima)
    units = [(dose, dose.label_units) for dose in doses if dose.label_units is not None]
    taken = sum((count for _, count in units), Decimal(0))
    if taken > most:
        yield context.say(
            Severity.CAUTION,
            "label",
            params={**_product(doses[-1]), "taken": taken, "most": most},
            because=(Because("label_units_24h", taken, "", context.now), Because("label_maximum_per_day", most)),
            products=sum_doses(doses).by_product,
            until=falls_at(units, lambda count: count > most),
            cause=str(doses[-1].product_id),
        )


def _product(dose: DoseFacts) -> dict[str, Value]:
    return {"product": dose.product_name, "product_id": str(dose.product_id)}


def _over_sum(context: Context) -> Iterator[Finding]:
    doses = tuple(dose for dose in context.unauthorised if dose.category not in OWN_LABELS)
    most = context.thresholds["sum"]
    until = falls_at(known_amounts(doses), lambda mg: mg > most)
    if until is not None:
        yield context.say_sum(Severity.CAUTION, "sum", doses, most, until=until)


RULE = Rule(
    id="MG-22",
    concern="label_maximum",
    grade="A",
    source="69 FR 13725 (24 Mar 2004); 21 CFR 201.71; the product's own label",
    condition=gettext_noop(
        "More of a product in 24 hours than its label allows for a day. Or more than 600 mg of magnesium in "
        "24 hours. Laxatives and bowel preparations stay out of the 600 mg."
    ),
    thresholds={"sum": Decimal(600)},
    words={
        "label": Words(
            gettext_noop("You took more of one product in 24 hours than its label allows for a day."),
            gettext_noop("%(name)s took more of one product in 24 hours than its label allows for a day."),
            gettext_noop(
                "Ask a pharmacist before you take more %(product)s. "
                "Do not stop a medicine that was prescribed without asking."
            ),
            gettext_noop(
                "Ask %(name)s to call a pharmacist before taking more %(product)s. "
                "No one should stop a medicine that was prescribed without asking."
            ),
        ),
        "sum": Words(
            gettext_noop(
                "Without laxatives you had %(total_mg)s of magnesium in 24 hours. That is over %(threshold_mg)s."
            ),
            gettext_noop(
                "Without laxatives %(name)s had %(total_mg)s of magnesium in 24 hours. That is over %(threshold_mg)s."
            ),
            ASK_BEFORE_MORE,
            ASK_PERSON_TO_CALL,
        ),
        "sum_at_least": Words(
            gettext_noop(
                "Without laxatives you had at least %(total_mg)s of magnesium in 24 hours. "
                "That is over %(threshold_mg)s."
            ),
            gettext_noop(
                "Without laxatives %(name)s had at least %(total_mg)s of magnesium in 24 hours. "
                "That is over %(threshold_mg)s."
            ),
            ASK_BEFORE_MORE,
            ASK_PERSON_TO_CALL,
        ),
    },
    what_would_change=gettext_noop(
        "If no more is taken, this ends as the doses grow older than 24 hours. A limit from a prescriber also "
        "changes it."
    ),
    said_at={"label": Severity.CAUTION, "sum": Severity.CAUTION},
    judge=judge,
)
