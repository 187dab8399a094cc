"""Random pipelines, by the thousand, on every engine at once: `make fuzz N=20000`.

The same pipelines and the same law as in `tests/differential`, without its limits of time: batches
of examples in processes of their own, each with a seed that is printed and can be run again.
"""
