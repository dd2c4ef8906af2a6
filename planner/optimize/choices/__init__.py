"""Choices: what else there is beside the best plan, each with its proof."""
