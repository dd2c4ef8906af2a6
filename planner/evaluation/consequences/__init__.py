"""What a plan does with what a scenario gives beside the units, in sentences and tables."""

from planner.evaluation.consequences.districts import told_districts
from planner.evaluation.consequences.seats import SEATS, seats_chosen, told_seats
from planner.evaluation.consequences.ties import told_ties

__all__ = ["SEATS", "seats_chosen", "told_districts", "told_seats", "told_ties"]
