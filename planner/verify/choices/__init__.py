"""What is claimed beside the best plan: next best plans, prices of borders and wishes, conflicts."""
