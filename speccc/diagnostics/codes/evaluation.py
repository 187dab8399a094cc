"""E108: evaluation sets."""

from speccc.diagnostics.model import Code

BAD_SET = Code(
    "E1080",
    "no evaluation set",
    "'{path}' is no evaluation set: {problem}",
    "A set is a YAML file with a domain and its cases, or a folder of such files. The tables of\n"
    "its cases lie in 'data/DOMAIN' beside the file or in a folder above it, with their\n"
    "declarations in 'sources.yaml'. evals/README.md says what a case is.",
)
