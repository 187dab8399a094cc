"""Running what was generated, by the recipe that its manifest records; never from the IR.

`run_unit` in `runners.py` is the way in: one table of runners, one report whatever the engine.
An engine's libraries are imported only when it runs.
"""
