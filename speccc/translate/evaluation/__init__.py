"""How good a translator is: requests with what is due, run by the reference interpreter.

`cases.py` is the form of a case, `posing.py` a case with its data, `running.py` makes rows of a
spec, `matching.py` compares rows, `judging.py` one answer, `scoring.py` all of them. It touches no
file: sets are read by `speccc/cli/evaluating`. evals/README.md says when an answer is right.
"""
