"""Minutes of a workspace in Word, and what is read into one: tallies of opinions, comments."""
