"""Plan and outcome: in go features with their milestones, out come outcomes, delays and counts."""
