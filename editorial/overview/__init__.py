"""What waits for whom, and how the library stands: the desk, reports, and lists as files."""
