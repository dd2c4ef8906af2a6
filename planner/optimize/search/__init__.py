"""Everything that a bound leaves, searched to its end."""
