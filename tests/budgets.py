"""What a page may cost at the most. One place, so that a rise is a decision somebody sees."""

# SQL statements for a public page, whatever its length. None of them while its template renders.
PAGE = 6
STUDY = 4
LIST = 4
SEARCH = 4
NOTHING_FOUND = 5
SUGGESTIONS = 1
REVIEWERS = 2
DATA = 6
DATA_HELD = 4

# Kilobytes of 1,000 bytes as sent, compressed, on a first visit to an article.
ARTICLE_HTML = 25
CSS = 12
JAVASCRIPT = 6
FIRST_VISIT = 60
FIRST_VISIT_REQUESTS = 5

# Kilobytes of 1,000 bytes, compressed, for the evidence map of 120 treatments by 60 symptoms, a fifth of it filled.
MAP_HTML = 45
