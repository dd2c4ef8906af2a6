"""Style and script of the map page: our own files, shipped as package data."""
