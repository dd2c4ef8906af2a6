"""Pages beside the map of a run: the country, the price of each border, what was repaired."""
