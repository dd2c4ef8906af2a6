"""Page: what the browser gets of the workbench."""
