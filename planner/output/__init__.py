"""What comes out of a run: maps, tables and workbooks, and what a province hands in."""
