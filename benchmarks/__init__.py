"""How fast the generated code is, beside what an expert writes by hand (`make bench-code`)."""
