"""E076: connectors that reach out of the machine, and their secrets."""

from speccc.diagnostics.model import Code

VARIABLE_IN_SPEC = Code(
    "E0760",
    "an environment variable in a spec",
    "'{variable}' of the environment is named in a spec",
    "A spec says what, a target profile says where and with which credentials. What differs from\n"
    "one machine to the next stands in the profile only, as ${env:NAME}; it is read when a run\n"
    "starts, and never written down.\n\n"
    "    bind:\n"
    "      sales.orders:\n"
    "        connector: google_sheets\n"
    "        options: {spreadsheet: 1AbC, sheet: Orders, credentials: '${env:GOOGLE_KEY}'}",
    hint="bind it under 'bind:' in the target profile",
)
NO_VARIABLES_HERE = Code(
    "E0761",
    "an option that is the same everywhere",
    "the option '{name}' does not take ${{env:NAME}}",
    "What shapes the generated code is written down as it is; only addresses, credentials,\n"
    "headers and query parameters may come from the environment of a run.",
    hint="write the value itself",
)
PLAIN_SECRET = Code(
    "E0762",
    "a secret that is written down",
    "the option '{name}' must be ${{env:NAME}} and nothing beside it",
    "A profile is committed and reviewed, so it names a secret and does not hold it. The value is\n"
    "read from the environment when a run starts.",
    hint="write '{name}: ${{env:NAME}}', and set NAME where the pipeline runs",
)
PLAIN_SECRET_IN = Code(
    "E0763",
    "a header or a parameter with a secret in it",
    "'{name}' holds a secret that is written down",
    "Headers such as Authorization, and parameters such as api_key, hold secrets. A profile is\n"
    "committed and reviewed, so it names them and does not hold them:\n\n"
    "    wrong:  headers: {Authorization: Bearer 12345}\n"
    "    right:  headers: {Authorization: 'Bearer ${env:SHOP_TOKEN}'}",
    hint="write ${{env:NAME}} for the secret, and set NAME where the pipeline runs",
)
