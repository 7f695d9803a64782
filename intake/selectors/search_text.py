"""What a product can be found by: plain words, without case, accents or punctuation."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

# Stands between a product's name and all else that finds it.
NAME_END = " |"
MOST_NAME_LETTERS = 220
MOST_LETTERS = 400

_APOSTROPHES = re.compile("['’‘`´]")
_HYPHENATED = re.compile(r"\w+(?:-\w+)+")
_NO_WORD = re.compile(r"[\W_]+")

# Other words that people use for what a name or a compound says.
_ALSO_CALLED = (
    (" milk of magnesia ", "mom"),
    (" mom ", "milk of magnesia"),
    (" magnesium hydroxide mixture ", "milk of magnesia mom"),
    (" al mg simethicone ", "maalox"),
    ("dicitrate ", "magnesium citrate"),
    (" citrate of magnesia ", "magnesium citrate"),
    ("bisglycinate ", "glycinate"),
    (" sulfate ", "sulphate"),
    (" aluminium ", "aluminum"),
)


def normalise(text: str) -> str:
    """The words of a text in lower case, without accents and punctuation, with one space between them."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return _NO_WORD.sub(" ", _APOSTROPHES.sub("", plain)).strip()


def build_search_text(name: str, others: Iterable[str]) -> str:
    """What `search_products` looks in: the name, NAME_END, then maker, compounds, formulas and other names.

    Every word has a space before it, so that a word's beginning can be found as a part of the text.
    """
    title = normalise(name)[:MOST_NAME_LETTERS]
    raw = " ".join([name, *others])
    rest = normalise(" ".join(others))
    joined = " ".join(normalise(found.replace("-", "")) for found in _HYPHENATED.findall(raw))
    said = f" {title} {rest} "
    also = " ".join(words for phrase, words in _ALSO_CALLED if phrase in said)
    unique = dict.fromkeys(f"{rest} {also} {joined}".split())
    return f" {title}{NAME_END} {' '.join(unique)}"[:MOST_LETTERS]
