"""Many plans at once: grids of scenarios, every province; in processes or on many machines."""
