"""The spec as a model writes it: one JSON object without optional keys, nulls or free names."""

from speccc.translate.wire.decode import decode
from speccc.translate.wire.echo import as_sent
from speccc.translate.wire.encode import encode
from speccc.translate.wire.misfits import misfits
from speccc.translate.wire.schema import schema

__all__ = ["as_sent", "decode", "encode", "misfits", "schema"]
