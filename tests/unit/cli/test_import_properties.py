"""Whatever the file: what `import csv` writes is a valid pipeline that the file itself keeps to."""

from __future__ import annotations

import csv
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from speccc.cli.importing.infer import infer
from speccc.cli.importing.source import pipeline_yaml, source_yaml
from speccc.cli.importing.table import read_csv
from speccc.diagnostics import Reporter
from speccc.driver import check
from speccc.execute.readers import read_raw
from speccc.reference.boundary import read_sources
from speccc.reference.interpret import run
from speccc.spec.fmt import format_spec
from speccc.spec.load import load_spec

_CELLS = st.sampled_from(
    [
        *("", "0", "1", "-7", "007", "+5", " 5", "9223372036854775807", "9223372036854775808"),
        *("1.234,50", "$1,234.50", "12 %", "7,25 €", "EUR 5", "1,234,567", "-1.000"),
        *("2.50", "12.345", "1e3", "1.", ".5", "99999999999999999.5", "NaN", "1,5"),
        *("true", "false", "TRUE", "null", "NULL", "n/a", "it's", 'say "x"', "a\nb", "# no", "é"),
        *("2024-02-29", "2024-02-30", "31/12/2024", "01/02/2024", "12/31/2024", "31.12.2024"),
        *("2024-01-01 10:00:00", "2024-01-01T10:00:00.5", "2024-01-01T10:00:00Z", "\u202e"),
    ]
)
_HEADERS = st.sampled_from(
    [
        *("id", "Id", "order id", "Order ID", "Größe", "日本", "1st", "case", "no", "null", "end"),
        *("a:b", "a#b", "#", "'", '"', "a, b", "-", "a\nb", " lead", "tab\tx", "{", "%", "a\\b"),
        *(
            "x" * 80,
            "💶",
            "OrderID",
            "unit_Price",
            "Rechnungs-Nr.",
            "-",
            "- x",
            "? y",
            "key",
            "is",
            "a\u202eb",
            "\x07",
            "\u200b",
            "x\x85y",
            "\ufeffx",
        ),
    ]
)


@given(st.data())
def test_the_file_keeps_to_its_own_source(tmp_path: Path, data: st.DataObject) -> None:
    headers = data.draw(st.lists(_HEADERS, min_size=1, max_size=5, unique=True))
    row = st.lists(_CELLS, min_size=len(headers), max_size=len(headers))
    rows = data.draw(st.lists(row, max_size=12))
    with (tmp_path / "data.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerow(headers)
        writer.writerows(rows)
    inferred = infer(read_csv(tmp_path / "data.csv", ","))
    text = pipeline_yaml("data", "data.csv", inferred, None)
    assert source_yaml("data", "data.csv", inferred) in text
    assert format_spec(text, "data.yaml", Reporter()) == text

    reporter = Reporter()
    spec = load_spec(text, "data.yaml", reporter)
    assert spec is not None, (text, reporter.diagnostics)
    pipeline = check({"data": spec}, reporter).get("data")
    assert pipeline is not None, (text, reporter.diagnostics)
    (source,) = pipeline.sources
    assert source.binding is not None
    raw = read_raw("csv", source.binding.options, tmp_path)
    result = run(pipeline, read_sources([source], {"data": raw}), {})
    assert len(result.sinks["data_clean"]) == inferred.rows == len(rows)
