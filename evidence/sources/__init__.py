"""Where evidence comes from: outside records and the files they come in."""
