"""The museum of wrong specs: source and what is said about it, side by side."""
