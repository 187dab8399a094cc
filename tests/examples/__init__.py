"""The example pipelines and their data."""
