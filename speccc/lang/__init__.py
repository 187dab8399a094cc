"""The expression language: tokens, parser, printer. Imports types and diagnostics."""
