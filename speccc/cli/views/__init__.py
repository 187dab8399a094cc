"""Results as people read them. Each takes a result value and gives text."""
