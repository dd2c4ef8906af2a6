"""Rule sets of countries that have no wing: one YAML file each."""
