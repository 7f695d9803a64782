"""What a label's words tell about ingredients beside magnesium."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tracker.clinical.terms import Substance

INGREDIENTS = {
    "magnesium": "Magnesium",
    Substance.ALUMINIUM.value: "Aluminium",
    Substance.CITRATE.value: "Citrate",
    Substance.SODIUM_PHOSPHATE.value: "Sodium phosphate",
}
# A word that tells an ingredient, and the columns of the catalogue's file in which it may stand. Preparations with
# sodium picosulfate hold magnesium oxide or carbonate and 12 g of citric acid a dose, as their labels say.
_TELLS = (
    (Substance.ALUMINIUM, r"aluminium|aluminum|al\(oh\)3|\bal/", ("product", "flag")),
    (Substance.ALUMINIUM, r"aluminium|aluminum|hydrotalcite|magaldrate", ("compound",)),
    (Substance.CITRATE, r"citrate|citric|effervescent", ("compound", "form")),
    (Substance.CITRATE, r"clenpiq|picolax|citrafleet|picoprep", ("product",)),
    (Substance.SODIUM_PHOSPHATE, r"sodium phosphate", ("compound",)),
)
_WORDS = tuple((code.value, re.compile(word, re.IGNORECASE), columns) for code, word, columns in _TELLS)


def ingredients_told(said: Mapping[str, str]) -> frozenset[str]:
    """Codes of the ingredients that `product`, `compound`, `form` and `flag` tell of; what is not said is not there."""
    return frozenset(
        code for code, word, columns in _WORDS if any(word.search(said.get(column, "")) for column in columns)
    )
