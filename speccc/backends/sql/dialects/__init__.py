"""The dialects: each a table of what it spells in its own way."""
