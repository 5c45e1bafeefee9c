"""Evidence: signs that a creator had a hand in an order. Whose it is gets decided, not stored.

Each kind is a dataclass of its own, with a `kind`, a `key` that makes it unique on its order, and the
moment it happened.
"""

from __future__ import annotations

from typing import TypeAlias

from plugin.attribution.evidence.codes import CodeEvidence, code_key, with_codes
from plugin.attribution.evidence.survey import Answer, SurveyEvidence
from plugin.attribution.evidence.visits import Source, VisitEvidence

Evidence: TypeAlias = CodeEvidence | VisitEvidence | SurveyEvidence
"""Every kind of evidence there is. A new kind is added with |."""

__all__ = [
    "Answer",
    "CodeEvidence",
    "Evidence",
    "Source",
    "SurveyEvidence",
    "VisitEvidence",
    "code_key",
    "with_codes",
]
