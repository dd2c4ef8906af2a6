"""All provinces at once: each planned, or its round of July 2025 replayed, as one batch."""
