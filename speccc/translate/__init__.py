"""English to spec. The result is a spec or questions; see docs/translate.md."""
