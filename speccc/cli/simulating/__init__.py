"""`speccc simulate`: made-up records into the sources of a pipeline, at a rate that changes.

`traffic` says when records are due, `chance` and `columns` what is in them, `records` puts them
together, `texts` writes them as their source has them, `pacing` brings them in time and measures,
`page` shows what was measured. All but `pacing` follows from the command line alone.
"""
