"""The evaluation corpus: its form, its golds, and that its data tells a gold from its mutants."""
