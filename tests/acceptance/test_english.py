"""A numbered request in English becomes a pipeline that plans, applies and runs."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from tests.support.project import Project

REQUEST = """\
1. Source: Google Sheets, spreadsheet 1AbCdEfGhIjKlMnOpQrStUv, range Sales!A1:G1000,
   credentials credentials.json
2. Transformations: calculate total_revenue = unit_price * quantity,
   calculate net_revenue = total_revenue * (1 - discount_rate),
   filter: keep only orders where net_revenue > 100,
   group by product_name, sum of net_revenue as total_product_revenue,
   count of orders as order_count, average net_revenue as average_revenue
3. Destination: same spreadsheet, sheet Product Summary, create if missing
4. Schedule: daily at 9 AM
5. idempotent, log all operations, retry on transient failures{}
"""
ORDERS = """\
order_id,order_date,product_name,unit_price,quantity,discount_rate,status
1,2026-01-01,Pen,2.50,100,0.1,paid
2,2026-01-02,Pen,1.00,10,0,paid
3,2026-01-03,Ink,50.00,4,0.25,paid
4,2026-01-03,Ink,60.00,4,0,paid
"""
TARGET = """\
speccc_target: 1
name: local
backend: sql
dialect: duckdb
bind:
  product_summary.orders: {connector: csv, options: {path: data/orders.csv}}
  product_summary.product_summary: {connector: csv, options: {path: out/summary.csv}}
"""


def test_the_numbered_sales_request(project: Project) -> None:
    project.write("data/orders.csv", ORDERS)
    project.write("request.txt", REQUEST.format(", handle missing data gracefully"))
    asked = project.speccc(
        "draft", "--file", "request.txt", "--input-csv", "data/orders.csv", "--json", exit_code=1
    )
    questions = json.loads(asked.stdout)["questions"]
    assert [q["words"] for q in questions] == ["gracefully"]

    project.write("request.txt", REQUEST.format(""))
    drafted = project.speccc(
        *("draft", "--file", "request.txt", "--input-csv", "data/orders.csv"),
        *("--out", "specs/sales.yaml", "--json"),
    )
    told = json.loads(drafted.stdout)
    assert "1AbCdEfGhIjKlMnOpQrStUv" in told["binding"]
    assert "credentials.json" not in told["binding"] + told["spec"]
    _every_word_is_read_back(told["read_back"])

    project.write("targets/local.yaml", TARGET)
    project.speccc("plan")
    project.speccc("apply", "--auto-approve")
    project.speccc("run", "product_summary")
    rows = list(csv.reader(project.read("out/summary.csv").splitlines()))
    assert rows[0] == ["product_name", "total_product_revenue", "order_count", "average_revenue"]
    assert sorted((r[0], float(r[1]), int(r[2]), float(r[3])) for r in rows[1:]) == [
        ("Ink", 390.0, 2, 195.0),
        ("Pen", 225.0, 1, 225.0),
    ]


def _every_word_is_read_back(clauses: list[dict[str, object]]) -> None:
    """But for the headings and what joins the clauses."""
    left = " ".join(REQUEST.format("").split())
    said = [" ".join(str(w).split()) for clause in clauses for w in clause["words"]]  # type: ignore[attr-defined]
    for words in sorted(said, key=len, reverse=True):
        left = left.replace(words, "")
    for heading in ("Source:", "Transformations:", "Destination:", "Schedule:"):
        left = left.replace(heading, "")
    assert left.strip(" ,.12345") == "", left


def test_a_request_that_says_nothing(project: Project) -> None:
    asked = project.speccc(
        "draft", "Load data from sheets, clean it, and save results.", "--out", "specs/x.yaml",
        exit_code=1,
    )  # fmt: skip
    assert "where does the data come from?" in asked.stderr
    assert "what is 'clean it', as a rule?" in asked.stderr
    assert "where is the result to be written?" in asked.stderr
    assert project.files("specs") == []


def test_the_answers_may_be_given_one_by_one(tmp_path: Path) -> None:
    from speccc.translate.answers import answered
    from speccc.translate.drafting import draft
    from speccc.translate.model import Draft, InputColumn, InputTable, Questions, Request
    from speccc.translate.offline import OfflineTranslator

    del tmp_path
    columns = (InputColumn("id", "int64"), InputColumn("status", "text"))
    table = InputTable("orders", columns, "csv", {"path": "data/orders.csv"})
    request = Request("Read orders. Keep orders where status is open, clean it.", known=(table,))
    found = draft(request, OfflineTranslator(), {})
    texts: list[str] = []
    while isinstance(found, Questions):
        question = found.questions[0]
        texts.append(request.words(question.words))
        answer = {"open": "'open'", "clean it": "sort by id", "": "Write it to out/x.csv."}
        request = answered(request, question, answer[texts[-1]])
        found = draft(request, OfflineTranslator(), {})
    assert isinstance(found, Draft)
    assert texts == ["clean it", "open", ""]
