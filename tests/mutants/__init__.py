"""Valid specs with one thing changed: the first word that is said about it is at its place."""
