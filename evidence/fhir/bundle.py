"""The whole of one assessment in one file."""

from evidence.fhir.behind import citation, finding_evidence
from evidence.fhir.graded import artifact_assessment, evidence
from evidence.fhir.parts import Published, Resource


def bundle(published: Published) -> Resource:
    """The assessment with everything that it rests on."""
    resources = [
        ("evidence", evidence(published)),
        ("assessment", artifact_assessment(published)),
        *[(f"finding/{key}/{f['key']}", finding_evidence(published, key, f)) for key, f in published.findings],
        *[(f"study/{key}", citation(published, key)) for key in (*published.behind, *published.cited)],
    ]
    return {
        "resourceType": "Bundle",
        "id": published.id("bundle"),
        "type": "collection",
        "timestamp": published.published_at,
        "link": [{"relation": "self", "url": published.url}],
        "entry": [
            {"fullUrl": f"urn:uuid:{published.id(part)}", "resource": {"id": published.id(part)} | resource}
            for part, resource in resources
        ],
    }
