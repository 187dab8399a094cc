"""Evaluation: which rows are the same, which answers are right."""
