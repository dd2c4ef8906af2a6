"""What is of Viet Nam alone: its communes screened, what became of them, its rounds replayed."""
