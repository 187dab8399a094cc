"""E100: what a request in English leaves open, and what no draft may hold."""

from speccc.diagnostics.model import Code

OPEN_QUESTION = Code(
    "E1001",
    "a question about the request",
    "{question}",
    "A request is drafted only when nothing in it has to be guessed. What is asked here was not\n"
    "said, or may be read in more than one way.",
    "say it in the request, and draft again",
)

DOES_NOT_COMPILE = Code(
    "E1002",
    "words that make no right spec",
    "read as a spec, this is wrong: {problem}",
    "The words were understood, but what they say is no right spec: two types that do not go\n"
    "together, a column that is no longer there. 'speccc explain' of the code in brackets says "
    "more.",
)

SECRET_IN_DRAFT = Code(
    "E1003",
    "a secret in a draft",
    "the draft holds what looks like a secret: {kind}",
    "A spec is committed and reviewed. It never holds a password, a key or a token, whoever wrote\n"
    "them into the request; a target profile names them as ${env:NAME}.",
    "take it out of the request, and change the secret: it was shown",
)

UNSAID_PLACE = Code(
    "E1004",
    "a place that nobody named",
    "nobody named the {option} '{place}'",
    "Files, tables, sheets and addresses come from the request, from options of the command or\n"
    "from the project: never from data, and never from a model.",
    "name it in the request",
)

NO_PLACE = Code(
    "E1013",
    "a place where no spec lies",
    "'{path}' would be no spec of this project",
    "A project's specs are the .yaml files in and below one of its folders, 'specs' unless\n"
    "speccc.yaml says otherwise. No command would find another.",
    "write to {folder}/NAME.yaml",
)

TOO_LONG = Code(
    "E1012",
    "a request that is too long",
    "the request has {length} characters; {most} are read",
    "A request is a few sentences about one pipeline, or a list of a page or two. What is longer\n"
    "is rather a document, and takes longer to read than anybody would wait.",
    "say what one pipeline does, and draft the others by themselves",
)

BAD_SCHEMA = Code(
    "E1010",
    "a schema without columns",
    "'{path}' cannot be used as a schema: {problem}",
    "An Avro record (.avsc) or a JSON Schema of an object gives columns. A field is a number, a\n"
    "text, a bool, a date, a timestamp, or one of these or null; of a record within the record\n"
    "each field is a column with a path. Arrays, maps, bytes and unions of several types are none.",
)

UNKNOWN_DOMAIN = Code(
    "E1011",
    "a domain without a pack",
    "there is no pack for the domain '{domain}'; there are {domains}",
    "--domain names a pack: words of a trade, and the columns that they usually stand for.\n"
    "Without one a request is read by the names in its data alone.",
)
