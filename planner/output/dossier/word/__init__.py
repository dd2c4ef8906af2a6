"""Word: documents as an office writes them, and the fields in them that only people can write."""
