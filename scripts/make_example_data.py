"""Write the data of the example pipelines: invented, dirty, and the same every time.

    python scripts/make_example_data.py [FOLDER]

FOLDER is `data` unless given. The parquet file needs pyarrow, all else the standard library.
Whoever changes something here runs it and commits what it wrote; a test compares the two.
"""

from __future__ import annotations

import sys
from pathlib import Path

from example_data import bank, customers, devices, orders, sales, streams
from example_data.files import Files


def main() -> None:
    files = Files(Path(sys.argv[1] if len(sys.argv) > 1 else "data"))
    for pipeline in (sales, customers, bank, orders, devices, streams):
        pipeline.write(files)


if __name__ == "__main__":
    main()
