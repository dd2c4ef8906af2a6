"""Results of the whole country as a folder: the screening, and what many runs come to."""
