"""Rule sets: one YAML file each."""
