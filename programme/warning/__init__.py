"""Early warning: which municipalities will not have started in half a year, how sure we are, and why."""
