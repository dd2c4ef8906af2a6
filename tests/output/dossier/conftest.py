"""What the tests of the dossier share."""

from dossier_world import squares

__all__ = ["squares"]
