"""The helpers that generated modules carry. The compiler copies their source and never runs them.

Plain modules: what a generated module needs is found by name, with all it depends on. They import
pandas, numpy and pyarrow, which the compiler itself does not need.
"""
