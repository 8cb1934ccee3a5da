"""Judging a body of evidence: by two people apart, then as one, with what it comes to said meanwhile."""
