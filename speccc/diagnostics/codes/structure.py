"""E02: the document is YAML, and not built as a spec, target profile or project file is."""

from speccc.diagnostics.model import Code

UNKNOWN_KEY = Code(
    "E0201",
    "unknown key",
    "unknown key '{key}' in {where}",
    "Every key that is not part of the language is an error, so that no slip is silently ignored.",
)
MISSING_KEY = Code(
    "E0202",
    "missing key",
    "{where} has no '{key}'",
    "This key is required.",
)
WRONG_SHAPE = Code(
    "E0203",
    "wrong shape",
    "{what} must be {expected}, not {found}",
    "The language has three shapes: a scalar, a list and a mapping from keys to values.\n"
    "\n"
    "    by: region               # wrong: a scalar\n"
    "    by: [region]             # right: a list",
)
BAD_NAME = Code(
    "E0204",
    "bad name",
    "'{name}' is not a name",
    "A name is a letter, then letters, digits and underscores, 63 characters at most. Physical\n"
    "names that do not fit are mapped:\n"
    "\n"
    "    booked_on: {type: date, path: Booking Date}",
    "a name is a letter, then letters, digits and '_', 63 at most",
)
NOT_ONE_OF = Code(
    "E0205",
    "not one of the words",
    "{what} cannot be '{value}'",
    "Only certain words may stand here.",
)
NOT_AN_INTEGER = Code(
    "E0206",
    "not an integer",
    "{what} must be an integer, not '{value}'",
    "Here an integer is written as digits only: 100.",
    "write digits only, for example 100",
)
TOO_SMALL = Code(
    "E0207",
    "number too small",
    "{what} is {value}; {minimum} is the least",
    "The number lies outside what makes sense here.",
)
NOTHING_IN_IT = Code(
    "E0208",
    "nothing in it",
    "{what} is empty",
    "A list or mapping that does nothing when it is empty must hold something.",
    "put at least one entry into it, or leave it out",
)
NO_OPERATOR = Code(
    "E0209",
    "no operator key",
    "this {what} has no operator key",
    "A step is told by its one operator key (derive, filter, join …), a rule by its one rule key\n"
    "(check, not_null, unique, references, row_count, reconcile).\n"
    "\n"
    "    - name: paid               # wrong\n"
    "    - name: paid               # right\n"
    "      filter: status = 'paid'",
    "one of: {known}",
)
TWO_OPERATORS = Code(
    "E0210",
    "two operator keys",
    "this {what} has two operator keys: {keys}",
    "A step does one thing, and so does a rule.\n"
    "\n"
    "    - filter: a > 0            # wrong\n"
    "      drop: [b]\n"
    "    - filter: a > 0            # right\n"
    "    - drop: [b]",
    "write each as a {what} of its own",
)
UNKNOWN_OPERATOR = Code(
    "E0211",
    "unknown operator",
    "there is no {what} '{key}'",
    "The operator key of a step or rule is none of those the language has.",
)
WRONG_VERSION = Code(
    "E0213",
    "unknown version of the language",
    "'{key}: {value}' is not a version that this speccc reads",
    "The first key of every file says which version of the language it is written in.",
    "write '{key}: {known}'",
)
