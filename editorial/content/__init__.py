"""A page as plain data: in files, in editions, and as readers get it."""
