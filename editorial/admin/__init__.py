"""The curators' admin: a module for each kind of thing."""

from editorial.admin import assessments, evidence, glossary, library, pages, people, ratings, reader_reports, record  # noqa: F401 - registering is what they are imported for
