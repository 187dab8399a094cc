"""The data of the example pipelines, a module for each pipeline; `write(files)` makes its files."""
