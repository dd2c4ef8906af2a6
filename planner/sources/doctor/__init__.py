"""The data doctor: an office's own files → clean data and a scenario, with every doubt named."""
