"""Evidence: signs that a creator had a hand in an order. Whose it is gets decided, not stored.

Each kind is a dataclass of its own, with a `kind`, a `key` that makes it unique on its order, and the
moment it happened.
"""

from plugin.attribution.evidence.codes import CodeEvidence, code_key
from plugin.attribution.evidence.kinds import Evidence, Held, link_keys, read_evidence
from plugin.attribution.evidence.survey import Answer, SurveyEvidence
from plugin.attribution.evidence.visits import Source, VisitEvidence

__all__ = [
    "Answer",
    "CodeEvidence",
    "Evidence",
    "Held",
    "Source",
    "SurveyEvidence",
    "VisitEvidence",
    "code_key",
    "link_keys",
    "read_evidence",
]
