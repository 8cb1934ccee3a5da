"""One published assessment as HL7 FHIR R5: plain data of a Bundle, ready for JSON.

The body of evidence is one Evidence with its certainty; the same rating stands as an ArtifactAssessment of that
Evidence. Each finding behind it is an Evidence of its own, with the study's own figure, because Rose pools nothing.
Each study is a Citation. Codes are those of FHIR 5.0.0 (hl7.org/fhir/R5: Evidence, ArtifactAssessment, Citation and
their value sets). Where no code says what the record says, there are words and no code.
"""
