"""Many results at once: a grid of points, made in processes or on many machines, and resumed."""
