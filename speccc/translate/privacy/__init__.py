"""What a model may be told of data: facts, and at level 1 a few scrubbed rows."""
