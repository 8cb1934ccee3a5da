"""What people do to a page, from a draft to readers: who may, what it needs, and the row that it leaves."""
