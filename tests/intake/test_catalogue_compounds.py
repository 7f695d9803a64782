"""Which salt a label means, and how much magnesium it holds."""

from __future__ import annotations

from decimal import Decimal

import pytest

from intake.services.catalogue.compounds import elemental_of, matching_compounds, read_salts

SALTS = read_salts()


def computed(text: str, mg: str) -> Decimal | None:
    return elemental_of(label_mg=None, compound_mg=Decimal(mg), compounds=matching_compounds(text, SALTS)).mg


@pytest.mark.parametrize(
    ("text", "mg", "expected"),
    [
        ("magnesium oxide", "400", "241.217"),
        ("MgO", "400", "241.217"),
        ("Magnesium Hydroxide", "1200", "500.112"),
        ("Mg(OH)2", "1200", "500.112"),
        ("milk of magnesia", "1200", "500.112"),
        ("magnesium chloride hexahydrate", "535", "63.962"),
        ("magnesium lactate (anhydrous)", "404.85", "48.605"),
        ("magnesium carbonate hydroxide tetrahydrate", "300", "77.962"),
        ("magnesium sulphate heptahydrate", "5000", "493.070"),
        ("Epsom salts", "5000", "493.070"),
    ],
)
def test_a_named_salt_gives_its_magnesium(text: str, mg: str, expected: str) -> None:
    assert computed(text, mg) == Decimal(expected)


@pytest.mark.parametrize(
    ("text", "mg", "expected"),
    [
        ("magnesium chloride", "535", "136.581"),
        ("magnesium citrate", "34000", "5495.556"),
        ("magnesium citrate (JP)", "34000", "5495.556"),
        ("magnesium malate", "1000", "226.414"),
        ("magnesium carbonate", "1000", "288.271"),
        ("Mg glycinate", "1000", "140.961"),
    ],
)
def test_a_salt_of_unknown_hydration_counts_as_the_richest_and_needs_review(text: str, mg: str, expected: str) -> None:
    found = elemental_of(label_mg=None, compound_mg=Decimal(mg), compounds=matching_compounds(text, SALTS))
    assert found.mg == Decimal(expected)
    assert found.needs_review


@pytest.mark.parametrize("text", ["", "unobtainium", "amino acid chelate", "()"])
def test_a_salt_that_nobody_knows_leaves_the_amount_unknown(text: str) -> None:
    assert computed(text, "500") is None


@pytest.mark.parametrize(("label", "review"), [("500", False), ("454.65", False), ("454.6", True), ("551", True)])
def test_the_labels_own_figure_wins_and_more_than_ten_percent_needs_review(label: str, review: bool) -> None:
    hydroxide = matching_compounds("magnesium hydroxide", SALTS)
    found = elemental_of(label_mg=Decimal(label), compound_mg=Decimal(1200), compounds=hydroxide)
    assert (found.mg, found.needs_review) == (Decimal(label), review)


def test_a_label_that_fits_one_of_the_salts_it_may_mean_needs_no_review() -> None:
    chlorides = matching_compounds("magnesium chloride", SALTS)
    assert not elemental_of(label_mg=Decimal(64), compound_mg=Decimal(535), compounds=chlorides).needs_review


def test_a_zero_on_the_label_of_a_magnesium_salt_needs_review() -> None:
    oxide = matching_compounds("magnesium oxide", SALTS)
    assert elemental_of(label_mg=Decimal(0), compound_mg=Decimal(400), compounds=oxide).needs_review
