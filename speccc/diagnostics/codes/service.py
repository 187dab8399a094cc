"""E109: the service over HTTP."""

from speccc.diagnostics.model import Code

NO_TOKEN = Code(
    "E1090",
    "a request without the token",
    "the request has not the token of this service",
    "Every request to a service that has a token carries it: 'Authorization: Bearer TOKEN'.",
)

BAD_BODY = Code(
    "E1091",
    "a body that does not fit",
    "{place}: {problem}",
    "The body of a request is one JSON object, sent as application/json. Which keys it has is in\n"
    "/openapi.json.",
)

TOO_LARGE = Code(
    "E1092",
    "a body that is too large",
    "the body is larger than this service takes",
    "'speccc serve --max-body' says how large the body of a request may be.",
)

NOT_SERVED = Code(
    "E1093",
    "nothing is served here",
    "{method} {path} is not served",
    "What is served is in /openapi.json.",
)

WRONG_HOST = Code(
    "E1094",
    "a request to another host",
    "this service is not '{host}'",
    "A service on the loopback without a token answers only requests to the loopback by name or\n"
    "number, so that no web page can reach it by a name of its own.",
)

OUTSIDE = Code(
    "E1095",
    "an input that is no csv file of the project",
    "'{path}' is no csv file of this project",
    "A request names files relative to the project's folder, below which they must lie, links\n"
    "followed. Nothing outside is read, nor told whether it exists.",
)

NEEDS_TOKEN = Code(
    "E1096",
    "a service for others without a token",
    "on '{host}' {problem}",
    "Whoever can reach the service reads the project's specs and may spend the budget. Beyond the\n"
    "loopback a token is required; it has 16 characters at least, of those that a header may hold.",
    "set SPECCC_TOKEN in the environment, to a long random word",
)

NOT_INSTALLED = Code(
    "E1097",
    "a service that is not installed",
    "'speccc serve' needs {libraries}",
    "The service is an extra of speccc.",
    "pip install 'speccc[serve]'",
)

CANNOT_LISTEN = Code(
    "E1098",
    "an address that cannot be listened on",
    "cannot listen on {host}, port {port}: {problem}",
    "Another program has the port, or the address is none of this machine.",
    "take another port; --port 0 takes a free one",
)

TOO_SLOW = Code(
    "E1099",
    "a body that does not come",
    "the body of the request did not come in {seconds} seconds",
    "Whoever asks sends the whole request at once. A line on which nothing comes is closed.",
    "send it again",
)
