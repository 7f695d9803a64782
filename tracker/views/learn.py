"""Learning pages: what magnesium does, in plain words, with sources. Open to everybody."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from tracker.clinical.signs import EARLY, LOW_SIGNS, RED_FLAGS
from tracker.selectors.health_words import SYMPTOM_WORDS


@dataclass(frozen=True, slots=True)
class Source:
    """Where something stands; `url` is empty for what has no open address."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Topic:
    """One page. Its text is the template `tracker/learn_<slug>.html`."""

    slug: str
    title: str | Promise
    summary: str | Promise
    icon: str
    sources: tuple[Source, ...]

    @property
    def template(self) -> str:
        """Where its text is."""
        return f"tracker/learn_{self.slug.replace('-', '_')}.html"


BASICS = Source(
    "Jahnen-Dechent and Ketteler, “Magnesium basics”, Clinical Kidney Journal 2012;5(Suppl 1):i3-i14 (PMC4455825).",
    "https://pmc.ncbi.nlm.nih.gov/articles/PMC4455825/",
)
KIDNEY_REVIEW = Source(
    "Cunningham and others, on magnesium in chronic kidney disease, Clinical Kidney Journal 2012 (PMC4455820).",
    "https://pmc.ncbi.nlm.nih.gov/articles/PMC4455820/",
)
HARRISON = Source(
    "Bringhurst and others, “Bone and mineral metabolism in health and disease”, in Harrison's Principles of Internal "
    "Medicine, 19th edition, chapter 423."
)
KDIGO = Source("KDIGO 2024 clinical practice guideline on chronic kidney disease; KDIGO 2012 on acute kidney injury.")
WAKAI = Source(
    "Wakai, Journal of Pharmaceutical Health Care and Sciences 2019;5:4 (PMC6373027).",
    "https://pmc.ncbi.nlm.nih.gov/articles/PMC6373027/",
)
NISHIKAWA = Source("Nishikawa 2018 (PMC6028801).", "https://pmc.ncbi.nlm.nih.gov/articles/PMC6028801/")
MHLW = Source("Ministry of Health, Labour and Welfare of Japan, safety notices on magnesium oxide, 2008 and 2015.")
CTCAE = Source("Common Terminology Criteria for Adverse Events (CTCAE), version 5, on high and low magnesium.")
LABEL_LAW = Source("United States, 69 FR 13725 (24 March 2004), 21 CFR 201.71: when a label must warn of the kidneys.")
MAKERS = Source("Labels of the products themselves, and the makers' letter on magnesium oxide, 2015.")
FUKUSHIMA = Source("Fukushima 2021: no rise in 30 patients who took magnesium oxide.")
STASIS = Source("Journal of Toxicology: Clinical Toxicology 1988;26:51, on magnesium and drugs that slow the bowel.")

TOPICS = (
    Topic(
        "muscles",
        _("What magnesium does to muscles"),
        _("Too much blocks the signal from the nerve. Too little makes cramps."),
        "drop",
        (BASICS, HARRISON),
    ),
    Topic(
        "high-and-low",
        _("Too much and too little, side by side"),
        _("The signs, why they come, and what doctors do."),
        "history",
        (BASICS, HARRISON, CTCAE),
    ),
    Topic(
        "kidneys",
        _("Why the kidneys matter"),
        _("They clear magnesium. When they are weak, it stays."),
        "kidney",
        (KIDNEY_REVIEW, KDIGO, WAKAI, NISHIKAWA, MHLW, STASIS, FUKUSHIMA),
    ),
    Topic(
        "signs",
        _("Early and serious signs"),
        _("What to look for, and when to call for help at once."),
        "emergency",
        (BASICS, MHLW, MAKERS),
    ),
    Topic(
        "care",
        _("What doctors do about it"),
        _("They find where it comes from, help the heart and clear it out."),
        "report",
        (HARRISON, BASICS),
    ),
    Topic(
        "hidden",
        _("Where magnesium hides"),
        _("Laxatives, antacids, bowel cleaning drinks, vitamins."),
        "bottle",
        (LABEL_LAW, MAKERS),
    ),
)
BY_SLUG = {topic.slug: topic for topic in TOPICS}


@require_safe
def topics(request: HttpRequest) -> HttpResponse:
    """All there is to read."""
    return render(request, "tracker/learn.html", {"topics": TOPICS})


@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """One page to read."""
    found = BY_SLUG.get(slug)
    if found is None:
        raise Http404
    signs = {
        "serious": [SYMPTOM_WORDS[code] for code in RED_FLAGS],
        "early": [SYMPTOM_WORDS[code] for code in EARLY if code not in RED_FLAGS],
        "low": [SYMPTOM_WORDS[code] for code in LOW_SIGNS],
    }
    others = [each for each in TOPICS if each is not found]
    return render(request, found.template, {"topic": found, "others": others, **signs})
