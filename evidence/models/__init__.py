"""What is known and how surely: studies and their findings, the assessments and claims that rest on them."""

from evidence.models.adverse_event import AdverseEvent
from evidence.models.assessment import Assessment, Directness, Size, StartingPoint
from evidence.models.citation import Citation
from evidence.models.claim import Claim, ClaimKind, RecordSource
from evidence.models.evidence_row import EvidenceRow
from evidence.models.finding import Direction, Finding
from evidence.models.mechanism_link import Basis, MechanismLink
from evidence.models.mechanism_row import MechanismRow
from evidence.models.outcome import Better, Outcome
from evidence.models.study import Design, Study, StudyDirectness
from evidence.models.trial import Trial

__all__ = [
    "AdverseEvent",
    "Assessment",
    "Basis",
    "Better",
    "Citation",
    "Claim",
    "ClaimKind",
    "Design",
    "Direction",
    "Directness",
    "EvidenceRow",
    "Finding",
    "MechanismLink",
    "MechanismRow",
    "Outcome",
    "RecordSource",
    "Size",
    "StartingPoint",
    "Study",
    "StudyDirectness",
    "Trial",
]
