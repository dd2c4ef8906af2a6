"""An office's map: which layer, in which system, and which unit each feature is."""
