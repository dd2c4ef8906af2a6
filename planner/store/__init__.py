"""What a run leaves behind: its folder, who wrote what, the log, bundles, evidence."""
