"""Evaluation sets as files, and who answers them."""
