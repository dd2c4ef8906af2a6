"""Rule sets of Viet Nam, by level: one YAML file each."""
