"""The checks of one page, run where it is written: what they find, where, and what may stand with a reason."""
