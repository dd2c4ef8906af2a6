"""What no plan can be below: formulation, linear relaxation, cuts, prices."""
