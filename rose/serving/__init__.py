"""Django's PostgreSQL, for a process that answers requests."""
