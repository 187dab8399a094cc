"""Runs that are killed, or whose disk fails, at every boundary in turn (`make faults`)."""
