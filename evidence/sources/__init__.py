"""Where evidence comes from: outside records and the files they come in.

Crossref, PubMed, ClinicalTrials.gov and the files of reference managers each become one plain `Record` (records.py), or
one sentence that says why not (`SourceError`).
"""
