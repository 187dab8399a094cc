"""speccc: Terraform for data pipelines. One strict spec, the same rows on every target."""

__version__ = "0.1.0"
