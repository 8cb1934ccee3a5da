"""Two states of a page side by side, and the way back to an earlier one."""
