"""Good plans, from which proofs begin."""
