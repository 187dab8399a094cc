"""Runs in Airflow's environment: reads the DAGs of AIRFLOW_HOME, runs one, writes what it saw.

python airflow_runs.py DAG_ID OUT.json
"""

# pyright: basic, reportMissingImports=false
from __future__ import annotations

import datetime as dt
import json
import os
import sys
from pathlib import Path


def main(dag_id: str, out: str) -> None:
    from airflow.dag_processing.dagbag import DagBag
    from airflow.utils.db import initdb

    initdb()
    bag = DagBag(str(Path(os.environ["AIRFLOW_HOME"], "dags")))
    dag = bag.dags[dag_id]
    due = dt.datetime(2026, 11, 20, 23, 30, tzinfo=dt.UTC)  # already the 21st in Berlin
    seen = {
        "errors": list(bag.import_errors),
        "dags": {
            d.dag_id: f"{d.timetable.expression} {d.timetable.timezone}" for d in bag.dags.values()
        },
        "states": [str(dag.test(logical_date=due).state), str(dag.test().state)],
    }
    Path(out).write_text(json.dumps(seen), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
