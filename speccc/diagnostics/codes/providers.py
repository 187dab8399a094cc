"""E102, E103: services that draft for us, and the gate that every request to them passes."""

from speccc.diagnostics.model import Code

NOT_INSTALLED = Code(
    "E1020",
    "a provider whose library is missing",
    "provider '{provider}' needs the library '{library}'",
    "speccc needs no model. What speaks to a service is an extra that is installed on purpose.",
    "pip install 'speccc[{provider}]'",
)

NOT_CONFIGURED = Code(
    "E1021",
    "a provider that is not configured",
    "provider '{provider}' has no {missing}",
    "A provider needs a model, given by --model or SPECCC_MODEL, and a key from the environment:\n"
    "ANTHROPIC_API_KEY or OPENAI_API_KEY. Ollama needs no key. Nothing else of the environment\n"
    "says where requests go.",
    "{way}",
)

SWITCHED_OFF = Code(
    "E1022",
    "models are switched off",
    "models are switched off here (SPECCC_LLM=off); provider '{provider}' is not asked",
    "SPECCC_LLM=off in the environment forbids every request to a model, whatever an option says.\n"
    "The offline translator works as ever.",
    "use '--provider offline'",
)

NO_PRICE = Code(
    "E1023",
    "a model without a price",
    "what model '{model}' costs is not known",
    "Nothing is sent that has not been reckoned before. Prices change, so speccc carries none:\n"
    "--price or SPECCC_PRICE gives them, in dollars for a million tokens of input and output.\n\n"
    "    speccc draft … --price 3/15",
    "give '--price IN/OUT'",
)

OVER_BUDGET = Code(
    "E1024",
    "a request over the budget",
    "this request may cost {cost} dollars; {left} are left of the budget",
    "Before anything is sent, the most that it can cost is set aside: the input as reckoned, and\n"
    "all the tokens that the answer may have. The budget is for one command, with its repairs.",
    "give a larger '--budget', or a cheaper model",
)

UNREACHABLE = Code(
    "E1025",
    "a service that cannot be reached",
    "{host} cannot be reached: {detail}",
    "The connection was refused or cut off, and trying again did not help.",
)

TIMED_OUT = Code(
    "E1026",
    "a service that does not answer",
    "{host} did not answer in time ({seconds} seconds in all)",
    "A request, its repetitions and the pauses between them have one deadline.",
    "give a larger '--deadline'",
)

OVERLOADED = Code(
    "E1027",
    "a service with too much to do",
    "{host} has too much to do: {detail}",
    "The service asked to be left alone for a while, and the deadline came first.",
    "try again later",
)

SERVICE_FAILED = Code(
    "E1028",
    "a service in trouble",
    "{host} failed: {detail}",
    "The service reported an error of its own, and trying again did not help.",
    "try again later",
)

DENIED = Code(
    "E1029",
    "a service that does not let us in",
    "{host} does not accept the key: {detail}",
    "The key is missing, wrong, or not allowed to use the model.",
)

REJECTED = Code(
    "E1030",
    "a request that the service does not take",
    "{host} does not take the request: {detail}",
    "The service says that the request is wrong: a model that is not there, or a schema that is\n"
    "too large for it. Trying again would not help.",
)

REFUSED = Code(
    "E1031",
    "a model that refuses",
    "the model refused to answer: {detail}",
    "A refusal is final: speccc does not try to talk a model out of it.",
    "say it in other words, or use '--provider offline'",
)

TRUNCATED = Code(
    "E1032",
    "an answer that was cut off",
    "the answer was cut off after {tokens} tokens ({reason})",
    "Half a spec is none. The answer may be as long as --max-tokens says.",
    "give a larger '--max-tokens', or ask for less at once",
)

BAD_ANSWER = Code(
    "E1033",
    "an answer that is no spec",
    "after {attempts} attempts the answer is still no spec: {problem}",
    "The model was given a schema and did not keep to it.",
    "use another model",
)

NOT_REPAIRED = Code(
    "E1034",
    "a draft that stays wrong",
    "after {attempts} attempts the draft is still wrong: {problem}",
    "Every draft is compiled. What is wrong with it goes back to the model, at most twice; then\n"
    "nothing is written.",
    "say in the request what is missing, or use another model",
)

WOULD_LEAK = Code(
    "E1035",
    "a request that would leak",
    "the request holds what may not be sent: {kinds}",
    "The request is searched as it would be sent, byte for byte. What looks like a key, a\n"
    "password, an e-mail address, a phone number, a card or an account number never leaves.",
    "take it out of the request",
)

NO_RECORDING = Code(
    "E1036",
    "an exchange that was not recorded",
    "'{path}' has no answer to this request",
    "--replay answers from a record of an earlier draft, .speccc/audit.jsonl. It holds the answer\n"
    "only if request, tables, model, prompts and schema are all the same.",
)

BROKEN_AUDIT = Code(
    "E1037",
    "a record that was changed",
    "line {line} of '{path}' is not what was written: {problem}",
    "Each line of the record holds the digest of the one before, so that a line that was changed,\n"
    "removed or put in is seen; audit.head beside it knows where it ends. Nothing is sent before\n"
    "that is settled.",
    "keep both files for whoever must see them, and move them away",
)

NO_AUDIT = Code(
    "E1038",
    "a record that cannot be written",
    "'{path}' cannot be written: {problem}",
    "Every request is recorded before it is sent; without a record nothing is.",
)

BAD_ENDPOINT = Code(
    "E1039",
    "an address that anybody can listen to",
    "'{endpoint}' is no address of https, nor of this machine",
    "What is sent to a model, and the key, travel encrypted, or do not leave the machine. The\n"
    "address is recorded, so that it holds no key, and ends before any '?'.",
    "write https://…, or http://127.0.0.1:…",
)

STRANGE = Code(
    "E1040",
    "an answer of another kind of service",
    "{host} does not answer as such a service does: {detail}",
    "What came is no answer of a model: a page, a redirect, an empty or an endless answer.\n"
    "Nothing is followed, and nothing sent again: the address is wrong, or something else stands\n"
    "there.",
    "look at '--endpoint', and at '--provider'",
)
