"""Claims beside the best plan: next best plans, prices of borders and of wishes."""
