"""People outside the team: specialists invited to one page, and readers who report a problem."""
