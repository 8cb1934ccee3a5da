"""What readers see of the editors: reviewers, what they signed, and the rules in force."""
