"""TPC-H's 22 queries in pandas as an expert writes them, over the float schema.

Each takes its tables, of which only the columns that the query reads are loaded, and gives the
answer's columns in the answer's order. What makes them fast: rows are chosen before columns are
computed, a table is looked up by its key instead of being merged where one column is wanted, texts
are joined last, and a group's attributes after the groups.
"""

# pyright: basic
from __future__ import annotations

import pandas as pd

Frame = pd.DataFrame


def _day(text: str) -> pd.Timestamp:
    return pd.Timestamp(text)


def _revenue(lines: Frame) -> pd.Series:
    return lines["l_extendedprice"] * (1.0 - lines["l_discount"])


def _within(column: pd.Series, first: str, end: str) -> pd.Series:
    return (column >= _day(first)) & (column < _day(end))


def q01(lineitem: Frame) -> Frame:
    rows = lineitem[lineitem["l_shipdate"] <= _day("1998-09-02")]
    discounted = _revenue(rows)
    rows = rows.assign(disc_price=discounted, charge=discounted * (1.0 + rows["l_tax"]))
    groups = rows.groupby(["l_returnflag", "l_linestatus"], sort=False)
    return (
        groups.agg(
            sum_qty=("l_quantity", "sum"),
            sum_base_price=("l_extendedprice", "sum"),
            sum_disc_price=("disc_price", "sum"),
            sum_charge=("charge", "sum"),
            avg_disc=("l_discount", "mean"),
            count_order=("l_quantity", "size"),
        )
        .reset_index()
        .assign(
            avg_qty=lambda t: t["sum_qty"] / t["count_order"],
            avg_price=lambda t: t["sum_base_price"] / t["count_order"],
        )
        .sort_values(["l_returnflag", "l_linestatus"])[
            [
                "l_returnflag",
                "l_linestatus",
                "sum_qty",
                "sum_base_price",
                "sum_disc_price",
                "sum_charge",
                "avg_qty",
                "avg_price",
                "avg_disc",
                "count_order",
            ]
        ]
    )


def q02(part: Frame, supplier: Frame, partsupp: Frame, nation: Frame, region: Frame) -> Frame:
    europe = region.loc[region["r_name"] == "EUROPE", "r_regionkey"]
    nations = nation.loc[nation["n_regionkey"].isin(europe), ["n_nationkey", "n_name"]]
    suppliers = supplier[supplier["s_nationkey"].isin(nations["n_nationkey"])]
    parts = part.loc[part["p_size"] == 15, ["p_partkey", "p_mfgr", "p_type"]]
    parts = parts[parts["p_type"].str.endswith("BRASS")]
    offers = partsupp[partsupp["ps_partkey"].isin(parts["p_partkey"])]
    offers = offers[offers["ps_suppkey"].isin(suppliers["s_suppkey"])]
    lowest = offers.groupby("ps_partkey", sort=False)["ps_supplycost"].transform("min")
    found = (
        offers.loc[offers["ps_supplycost"] == lowest, ["ps_partkey", "ps_suppkey"]]
        .merge(suppliers, left_on="ps_suppkey", right_on="s_suppkey")
        .merge(parts, left_on="ps_partkey", right_on="p_partkey")
        .merge(nations, left_on="s_nationkey", right_on="n_nationkey")
    )
    found = found.sort_values(
        ["s_acctbal", "n_name", "s_name", "p_partkey"], ascending=[False, True, True, True]
    ).head(100)
    return found[
        [
            "s_acctbal",
            "s_name",
            "n_name",
            "p_partkey",
            "p_mfgr",
            "s_address",
            "s_phone",
            "s_comment",
        ]
    ]


def q03(customer: Frame, orders: Frame, lineitem: Frame) -> Frame:
    builders = customer.loc[customer["c_mktsegment"] == "BUILDING", "c_custkey"]
    early = orders[orders["o_orderdate"] < _day("1995-03-15")]
    early = early[early["o_custkey"].isin(builders)]
    late = lineitem.loc[
        lineitem["l_shipdate"] > _day("1995-03-15"),
        ["l_orderkey", "l_extendedprice", "l_discount"],
    ]
    late = late[late["l_orderkey"].isin(early["o_orderkey"])]
    revenue = _revenue(late).groupby(late["l_orderkey"], sort=False).sum().rename("revenue")
    found = early.set_index("o_orderkey").join(revenue, how="inner")
    found = found.rename_axis("l_orderkey").reset_index()
    found = found.sort_values(["revenue", "o_orderdate"], ascending=[False, True]).head(10)
    return found[["l_orderkey", "revenue", "o_orderdate", "o_shippriority"]]


def q04(orders: Frame, lineitem: Frame) -> Frame:
    quarter = orders[_within(orders["o_orderdate"], "1993-07-01", "1993-10-01")]
    late = lineitem.loc[lineitem["l_commitdate"] < lineitem["l_receiptdate"], "l_orderkey"]
    found = quarter[quarter["o_orderkey"].isin(late)]
    return found.groupby("o_orderpriority").size().rename("order_count").reset_index()


def q05(
    customer: Frame,
    orders: Frame,
    lineitem: Frame,
    supplier: Frame,
    nation: Frame,
    region: Frame,
) -> Frame:
    asia = region.loc[region["r_name"] == "ASIA", "r_regionkey"]
    nations = nation[nation["n_regionkey"].isin(asia)]
    suppliers = supplier[supplier["s_nationkey"].isin(nations["n_nationkey"])]
    customers = customer[customer["c_nationkey"].isin(nations["n_nationkey"])]
    year = orders[_within(orders["o_orderdate"], "1994-01-01", "1995-01-01")]
    year = year[["o_orderkey", "o_custkey"]].merge(
        customers, left_on="o_custkey", right_on="c_custkey"
    )
    lines = lineitem[lineitem["l_suppkey"].isin(suppliers["s_suppkey"])]
    lines = lines.merge(
        year[["o_orderkey", "c_nationkey"]], left_on="l_orderkey", right_on="o_orderkey"
    ).merge(suppliers, left_on=["l_suppkey", "c_nationkey"], right_on=["s_suppkey", "s_nationkey"])
    revenue = _revenue(lines).groupby(lines["s_nationkey"]).sum().rename("revenue")
    names = nations.set_index("n_nationkey")["n_name"]
    found = revenue.rename(index=names.to_dict()).rename_axis("n_name").reset_index()
    return found.sort_values("revenue", ascending=False)


def q06(lineitem: Frame) -> Frame:
    rows = lineitem[
        _within(lineitem["l_shipdate"], "1994-01-01", "1995-01-01")
        & lineitem["l_discount"].between(0.05, 0.07)
        & (lineitem["l_quantity"] < 24.0)
    ]
    return Frame({"revenue": [(rows["l_extendedprice"] * rows["l_discount"]).sum()]})


def q07(supplier: Frame, lineitem: Frame, orders: Frame, customer: Frame, nation: Frame) -> Frame:
    names = nation.set_index("n_nationkey")["n_name"]
    names = names[names.isin(["FRANCE", "GERMANY"])]
    sellers = supplier[supplier["s_nationkey"].isin(names.index)]
    buyers = customer[customer["c_nationkey"].isin(names.index)]
    lines = lineitem[lineitem["l_suppkey"].isin(sellers["s_suppkey"])]
    lines = lines[lines["l_shipdate"].between(_day("1995-01-01"), _day("1996-12-31"))]
    bought = orders[orders["o_custkey"].isin(buyers["c_custkey"])]
    bought = bought.merge(buyers, left_on="o_custkey", right_on="c_custkey")
    found = lines.merge(
        bought[["o_orderkey", "c_nationkey"]], left_on="l_orderkey", right_on="o_orderkey"
    ).merge(sellers, left_on="l_suppkey", right_on="s_suppkey")
    found = found[found["s_nationkey"] != found["c_nationkey"]]
    revenue = _revenue(found).rename("revenue")
    groups = revenue.groupby(
        [found["s_nationkey"], found["c_nationkey"], found["l_shipdate"].dt.year.rename("l_year")]
    )
    result = groups.sum().reset_index()
    result["l_year"] = result["l_year"].astype("int64")
    result.insert(0, "supp_nation", result.pop("s_nationkey").map(names))
    result.insert(1, "cust_nation", result.pop("c_nationkey").map(names))
    return result.sort_values(["supp_nation", "cust_nation", "l_year"])


def q08(
    part: Frame,
    supplier: Frame,
    lineitem: Frame,
    orders: Frame,
    customer: Frame,
    nation: Frame,
    region: Frame,
) -> Frame:
    america = region.loc[region["r_name"] == "AMERICA", "r_regionkey"]
    nations = nation.loc[nation["n_regionkey"].isin(america), "n_nationkey"]
    brazil = nation.loc[nation["n_name"] == "BRAZIL", "n_nationkey"]
    steel = part.loc[part["p_type"] == "ECONOMY ANODIZED STEEL", "p_partkey"]
    lines = lineitem[lineitem["l_partkey"].isin(steel)]
    placed = orders[orders["o_orderkey"].isin(lines["l_orderkey"])]
    placed = placed[placed["o_orderdate"].between(_day("1995-01-01"), _day("1996-12-31"))]
    buyers = customer.loc[customer["c_nationkey"].isin(nations), "c_custkey"]
    placed = placed[placed["o_custkey"].isin(buyers)]
    lines = lines.merge(placed, left_on="l_orderkey", right_on="o_orderkey")
    brazilians = supplier.loc[supplier["s_nationkey"].isin(brazil), "s_suppkey"]
    volume = _revenue(lines)
    sums = (
        Frame(
            {
                "o_year": lines["o_orderdate"].dt.year.astype("int64"),
                "volume": volume,
                "brazil": volume.where(lines["l_suppkey"].isin(brazilians), 0.0),
            }
        )
        .groupby("o_year")
        .sum()
    )
    return (sums["brazil"] / sums["volume"]).rename("mkt_share").reset_index()


def q09(
    part: Frame,
    supplier: Frame,
    lineitem: Frame,
    partsupp: Frame,
    orders: Frame,
    nation: Frame,
) -> Frame:
    green = part.loc[part["p_name"].str.contains("green", regex=False), "p_partkey"]
    lines = lineitem[lineitem["l_partkey"].isin(green)]
    costs = partsupp[partsupp["ps_partkey"].isin(green)]
    lines = lines.merge(
        costs, left_on=["l_partkey", "l_suppkey"], right_on=["ps_partkey", "ps_suppkey"]
    )
    dates = orders.set_index("o_orderkey")["o_orderdate"].reindex(lines["l_orderkey"])
    nations = supplier.set_index("s_suppkey")["s_nationkey"].reindex(lines["l_suppkey"])
    profit = _revenue(lines) - lines["ps_supplycost"] * lines["l_quantity"]
    rows = Frame(
        {
            "nation": nations.to_numpy(),
            "o_year": dates.dt.year.to_numpy().astype("int64"),
            "sum_profit": profit.to_numpy(),
        }
    )
    result = rows.groupby(["nation", "o_year"], sort=False)["sum_profit"].sum().reset_index()
    result["nation"] = result["nation"].map(nation.set_index("n_nationkey")["n_name"])
    return result.sort_values(["nation", "o_year"], ascending=[True, False])


def q10(customer: Frame, orders: Frame, lineitem: Frame, nation: Frame) -> Frame:
    quarter = orders[_within(orders["o_orderdate"], "1993-10-01", "1994-01-01")]
    returned = lineitem[lineitem["l_orderkey"].isin(quarter["o_orderkey"])]
    returned = returned[returned["l_returnflag"] == "R"]
    lines = returned.merge(
        quarter[["o_orderkey", "o_custkey"]], left_on="l_orderkey", right_on="o_orderkey"
    )
    revenue = _revenue(lines).groupby(lines["o_custkey"], sort=False).sum().rename("revenue")
    revenue = revenue.reset_index().sort_values(
        ["revenue", "o_custkey"], ascending=[False, True]
    ).head(20)  # fmt: skip
    found = revenue.merge(customer, left_on="o_custkey", right_on="c_custkey").merge(
        nation, left_on="c_nationkey", right_on="n_nationkey"
    )
    found = found.sort_values(["revenue", "c_custkey"], ascending=[False, True])
    return found[
        [
            "c_custkey",
            "c_name",
            "revenue",
            "c_acctbal",
            "n_name",
            "c_address",
            "c_phone",
            "c_comment",
        ]
    ]


def q11(partsupp: Frame, supplier: Frame, nation: Frame, fraction: float = 0.0001) -> Frame:
    germany = nation.loc[nation["n_name"] == "GERMANY", "n_nationkey"]
    suppliers = supplier.loc[supplier["s_nationkey"].isin(germany), "s_suppkey"]
    stock = partsupp[partsupp["ps_suppkey"].isin(suppliers)]
    value = stock["ps_supplycost"] * stock["ps_availqty"]
    values = value.groupby(stock["ps_partkey"], sort=False).sum().rename("value")
    values = values[values > values.sum() * fraction]
    return values.sort_values(ascending=False).reset_index()


def q12(orders: Frame, lineitem: Frame) -> Frame:
    lines = lineitem[
        _within(lineitem["l_receiptdate"], "1994-01-01", "1995-01-01")
        & (lineitem["l_commitdate"] < lineitem["l_receiptdate"])
        & (lineitem["l_shipdate"] < lineitem["l_commitdate"])
    ]
    lines = lines[lines["l_shipmode"].isin(["MAIL", "SHIP"])]
    lines = lines[["l_orderkey", "l_shipmode"]].merge(
        orders, left_on="l_orderkey", right_on="o_orderkey"
    )
    high = lines["o_orderpriority"].isin(["1-URGENT", "2-HIGH"])
    counts = Frame({"high_line_count": high, "low_line_count": ~high})
    return counts.groupby(lines["l_shipmode"]).sum().reset_index()


def q13(customer: Frame, orders: Frame) -> Frame:
    plain = ~orders["o_comment"].str.contains("special.*requests", regex=True)
    counts = orders.loc[plain, "o_custkey"].value_counts(sort=False)
    custdist = counts.value_counts()
    custdist[0] = len(customer) - len(counts)
    found = custdist.rename_axis("c_count").rename("custdist").reset_index()
    return found.sort_values(["custdist", "c_count"], ascending=False)


def q14(lineitem: Frame, part: Frame) -> Frame:
    lines = lineitem[_within(lineitem["l_shipdate"], "1995-09-01", "1995-10-01")]
    promo = part.loc[part["p_type"].str.startswith("PROMO"), "p_partkey"]
    revenue = _revenue(lines)
    share = revenue[lines["l_partkey"].isin(promo)].sum() / revenue.sum()
    return Frame({"promo_revenue": [100.0 * share]})


def q15(supplier: Frame, lineitem: Frame) -> Frame:
    lines = lineitem[_within(lineitem["l_shipdate"], "1996-01-01", "1996-04-01")]
    revenue = _revenue(lines).groupby(lines["l_suppkey"], sort=False).sum()
    best = revenue[revenue == revenue.max()].rename("total_revenue")
    found = supplier.merge(best, left_on="s_suppkey", right_index=True)
    return found.sort_values("s_suppkey")


def q16(partsupp: Frame, part: Frame, supplier: Frame) -> Frame:
    parts = part[part["p_size"].isin([49, 14, 23, 45, 19, 3, 36, 9])]
    parts = parts[
        (parts["p_brand"] != "Brand#45") & ~parts["p_type"].str.startswith("MEDIUM POLISHED")
    ]
    comments = supplier["s_comment"]
    bad = supplier.loc[comments.str.contains("Customer.*Complaints", regex=True), "s_suppkey"]
    offers = partsupp[~partsupp["ps_suppkey"].isin(bad)]
    # a number for each kind of part, so that texts are not compared for each offer
    kinds = parts.groupby(["p_brand", "p_type", "p_size"])
    numbers = pd.Series(kinds.ngroup().to_numpy(), index=parts["p_partkey"])
    offers = offers[offers["ps_partkey"].isin(numbers.index)]
    pairs = Frame(
        {
            "kind": numbers.reindex(offers["ps_partkey"]).to_numpy(),
            "supplier": offers["ps_suppkey"].to_numpy(),
        }
    ).drop_duplicates()
    counts = pairs["kind"].value_counts(sort=False).rename("supplier_cnt")
    names = kinds.size().reset_index()[["p_brand", "p_type", "p_size"]]
    found = names.join(counts, how="inner")
    return found.sort_values(
        ["supplier_cnt", "p_brand", "p_type", "p_size"], ascending=[False, True, True, True]
    )


def q17(lineitem: Frame, part: Frame) -> Frame:
    boxed = part.loc[
        (part["p_brand"] == "Brand#23") & (part["p_container"] == "MED BOX"), "p_partkey"
    ]
    lines = lineitem[lineitem["l_partkey"].isin(boxed)]
    usual = lines.groupby("l_partkey", sort=False)["l_quantity"].transform("mean")
    small = lines.loc[lines["l_quantity"] < 0.2 * usual, "l_extendedprice"]
    return Frame({"avg_yearly": [small.sum() / 7.0]})


def q18(customer: Frame, orders: Frame, lineitem: Frame) -> Frame:
    pieces = lineitem.groupby("l_orderkey", sort=False)["l_quantity"].sum()
    pieces = pieces[pieces > 300.0].rename("pieces")
    found = orders[orders["o_orderkey"].isin(pieces.index)]
    found = found.merge(pieces, left_on="o_orderkey", right_index=True).merge(
        customer, left_on="o_custkey", right_on="c_custkey"
    )
    found = found.sort_values(
        ["o_totalprice", "o_orderdate"], ascending=[False, True], kind="stable"
    ).head(100)
    return found[["c_name", "c_custkey", "o_orderkey", "o_orderdate", "o_totalprice", "pieces"]]


def q19(lineitem: Frame, part: Frame) -> Frame:
    lines = lineitem[
        lineitem["l_shipmode"].isin(["AIR", "AIR REG"])
        & (lineitem["l_shipinstruct"] == "DELIVER IN PERSON")
    ]
    parts = part[part["p_brand"].isin(["Brand#12", "Brand#23", "Brand#34"])]
    found = lines.merge(parts, left_on="l_partkey", right_on="p_partkey")
    brand, container = found["p_brand"], found["p_container"]
    size, quantity = found["p_size"], found["l_quantity"]
    wanted = (
        (
            (brand == "Brand#12")
            & container.isin(["SM CASE", "SM BOX", "SM PACK", "SM PKG"])
            & quantity.between(1, 11)
            & size.between(1, 5)
        )
        | (
            (brand == "Brand#23")
            & container.isin(["MED BAG", "MED BOX", "MED PKG", "MED PACK"])
            & quantity.between(10, 20)
            & size.between(1, 10)
        )
        | (
            (brand == "Brand#34")
            & container.isin(["LG CASE", "LG BOX", "LG PACK", "LG PKG"])
            & quantity.between(20, 30)
            & size.between(1, 15)
        )
    )
    return Frame({"revenue": [_revenue(found[wanted]).sum()]})


def q20(supplier: Frame, nation: Frame, partsupp: Frame, part: Frame, lineitem: Frame) -> Frame:
    forest = part.loc[part["p_name"].str.startswith("forest"), "p_partkey"]
    canada = nation.loc[nation["n_name"] == "CANADA", "n_nationkey"]
    suppliers = supplier[supplier["s_nationkey"].isin(canada)]
    offers = partsupp[partsupp["ps_partkey"].isin(forest)]
    offers = offers[offers["ps_suppkey"].isin(suppliers["s_suppkey"])]
    lines = lineitem[lineitem["l_partkey"].isin(offers["ps_partkey"])]
    lines = lines[_within(lines["l_shipdate"], "1994-01-01", "1995-01-01")]
    shipped = lines.groupby(["l_partkey", "l_suppkey"], sort=False)["l_quantity"].sum()
    both = offers.merge(
        shipped.reset_index(),
        left_on=["ps_partkey", "ps_suppkey"],
        right_on=["l_partkey", "l_suppkey"],
    )
    excess = both.loc[both["ps_availqty"] > 0.5 * both["l_quantity"], "ps_suppkey"]
    found = suppliers.loc[suppliers["s_suppkey"].isin(excess), ["s_name", "s_address"]]
    return found.sort_values("s_name")


def q21(supplier: Frame, lineitem: Frame, orders: Frame, nation: Frame) -> Frame:
    arabia = nation.loc[nation["n_name"] == "SAUDI ARABIA", "n_nationkey"]
    suppliers = supplier.loc[supplier["s_nationkey"].isin(arabia), ["s_suppkey", "s_name"]]
    late = lineitem.loc[
        lineitem["l_receiptdate"] > lineitem["l_commitdate"], ["l_orderkey", "l_suppkey"]
    ]
    waiting = late[late["l_suppkey"].isin(suppliers["s_suppkey"])]
    finished = orders.loc[orders["o_orderstatus"] == "F", "o_orderkey"]
    waiting = waiting[waiting["l_orderkey"].isin(finished)]
    # all that is said of other suppliers is a number of suppliers of the order
    of_orders = lineitem.loc[
        lineitem["l_orderkey"].isin(waiting["l_orderkey"]), ["l_orderkey", "l_suppkey"]
    ]
    suppliers_of = of_orders.groupby("l_orderkey", sort=False)["l_suppkey"].nunique()
    late = late[late["l_orderkey"].isin(waiting["l_orderkey"])]
    late_of = late.groupby("l_orderkey", sort=False)["l_suppkey"].nunique()
    several = suppliers_of[suppliers_of > 1].index
    alone = late_of[late_of == 1].index
    waiting = waiting[waiting["l_orderkey"].isin(several) & waiting["l_orderkey"].isin(alone)]
    counts = waiting.groupby("l_suppkey", sort=False).size().rename("numwait")
    found = suppliers.merge(counts, left_on="s_suppkey", right_index=True)[["s_name", "numwait"]]
    return found.sort_values(["numwait", "s_name"], ascending=[False, True]).head(100)


def q22(customer: Frame, orders: Frame) -> Frame:
    code = customer["c_phone"].str.slice(0, 2)
    wanted = code.isin(["13", "31", "23", "29", "30", "18", "17"])
    balance = customer.loc[wanted, "c_acctbal"]
    rich = wanted & (customer["c_acctbal"] > balance[balance > 0.0].mean())
    found = customer[rich]
    idle = found[~found["c_custkey"].isin(orders["o_custkey"])]
    groups = idle["c_acctbal"].groupby(code[idle.index].rename("cntrycode"))
    return groups.agg(numcust="size", totacctbal="sum").reset_index()


QUERIES = {
    name: query for name, query in globals().items() if name[:1] == "q" and name[1:].isdigit()
}
