"""Records from outside, looked up or read from a file, and taken in once a person accepts them."""
