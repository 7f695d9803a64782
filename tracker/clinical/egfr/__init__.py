"""Estimated glomerular filtration rate, one function per equation; the results are not rounded.

None of these equations holds while kidney function changes: each supposes a steady state, so during an acute
injury the number says more than the kidneys can do.
"""

from __future__ import annotations

from tracker.clinical.egfr.adults import (
    ckd_epi_2012_cystatin,
    ckd_epi_2021_creatinine,
    ckd_epi_2021_creatinine_cystatin,
    ckd_epi_cystatin_reprint_2021,
    jsn_2009_creatinine,
)
from tracker.clinical.egfr.children import ckid_u25_creatinine, ckid_u25_cystatin, schwartz_2009_creatinine
from tracker.clinical.egfr.clearance import cockcroft_gault
from tracker.clinical.egfr.scope import ADULT_AGE, EgfrError

__all__ = [
    "ADULT_AGE",
    "EgfrError",
    "ckd_epi_2012_cystatin",
    "ckd_epi_2021_creatinine",
    "ckd_epi_2021_creatinine_cystatin",
    "ckd_epi_cystatin_reprint_2021",
    "ckid_u25_creatinine",
    "ckid_u25_cystatin",
    "cockcroft_gault",
    "jsn_2009_creatinine",
    "schwartz_2009_creatinine",
]
