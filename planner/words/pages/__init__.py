"""Words of pages that a server gives."""
