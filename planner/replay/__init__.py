"""Replay: the rounds that were decided, under the law of their time, beside the optimizer."""
