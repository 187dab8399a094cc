"""E01: the file is not the restricted YAML that speccc reads."""

from speccc.diagnostics.model import Code

NOT_UTF8 = Code(
    "E0101",
    "file is not UTF-8",
    "the file is not UTF-8: {detail}",
    "A spec is UTF-8 text. Files from some Windows tools are UTF-16 or Latin-1: save them again\n"
    "with the encoding UTF-8.",
    "save the file as UTF-8",
)
BYTE_ORDER_MARK = Code(
    "E0102",
    "byte order mark",
    "the file starts with a byte order mark",
    "A byte order mark is an invisible character that some editors put before the text. It says\n"
    "nothing in UTF-8 and makes two equal specs differ.",
    "save the file as 'UTF-8 without BOM'",
)
CONTROL_CHARACTER = Code(
    "E0103",
    "control character",
    "control character {name} in the text",
    "Control characters, other line breaks than a line feed, and characters that change the\n"
    "direction of the text are invisible or hide what is written, so a spec may not hold them.\n"
    'Where one is wanted in an option, write it as an escape: delimiter: "\\t".',
    'delete it, or write it as an escape in double quotes, as in "\\t"',
)
TAB_INDENTATION = Code(
    "E0104",
    "tab in the indentation",
    "this line is indented with a tab",
    "YAML indents with blanks only.",
    "indent with blanks",
)
TOO_LARGE = Code(
    "E0105",
    "file too large",
    "the file has {size} bytes; {limit} are the most",
    "A spec is written to be read. A file of this size is data, and belongs in a source.",
)
TOO_DEEP = Code(
    "E0106",
    "nested too deeply",
    "more than {limit} lists and mappings are nested here",
    "No spec needs this depth; the usual cause is text with many brackets that is not quoted.",
    "quote this value if it is text",
)
EMPTY_FILE = Code(
    "E0107",
    "empty file",
    "the file holds no document",
    "The file is empty or has comments only. `speccc init` writes a first spec to start from.",
    "a spec starts with 'speccc: 1'",
)
SYNTAX = Code(
    "E0108",
    "YAML syntax",
    "this is not YAML: {problem}",
    "The text cannot be read as YAML. The usual causes are a line that is not indented like its\n"
    "neighbours, a missing bracket, and a missing blank after a colon.",
)
QUOTE_THIS = Code(
    "E0109",
    "value must be quoted",
    "YAML cannot read this value",
    "A value may not start with one of * & % @ ! | > { [ ] } - ? or a backtick, may not hold a\n"
    "colon before a blank, and after a closing quote nothing may follow.\n"
    "\n"
    "    description: Hot items: top ten      # wrong\n"
    '    description: "Hot items: top ten"    # right\n'
    "    filter: 'a' = b                      # wrong\n"
    "    filter: \"'a' = b\"                    # right",
    "{instead}",
)
ANCHOR = Code(
    "E0110",
    "anchor",
    "'&{name}' is a YAML anchor; a spec has none",
    "Anchors and aliases make one part of a file depend on another, out of sight. Repeat the text.",
    "quote the value if '&' belongs to it",
)
ALIAS = Code(
    "E0111",
    "alias",
    "'{alias}' is a YAML alias; a spec has none",
    "Anchors and aliases make one part of a file depend on another, out of sight. Repeat the text.",
    "quote the value if '*' belongs to it",
)
TAG = Code(
    "E0112",
    "tag",
    "'{tag}' is a YAML tag; a spec has none",
    "Every scalar of a spec is text, and the field decides what it means, so a tag has nothing\n"
    "to say.",
    "remove it, or quote the value if '!' belongs to it",
)
MERGE_KEY = Code(
    "E0113",
    "merge key",
    "'<<' merges mappings in YAML; a spec may not",
    "Merge keys make one part of a file depend on another, out of sight. Repeat the keys.",
    "write the keys out",
)
DIRECTIVE = Code(
    "E0114",
    "directive",
    "'%' starts a YAML directive; a spec has none",
    "Directives such as %YAML and %TAG change how the rest of the file is read.",
    "remove this line",
)
SECOND_DOCUMENT = Code(
    "E0115",
    "second document",
    "a second document starts here",
    "One file holds one spec.",
    "put it into a file of its own",
)
DUPLICATE_KEY = Code(
    "E0116",
    "duplicate key",
    "the key '{key}' stands twice in this mapping",
    "Other YAML readers silently keep one of the two values.",
    "the first is on line {line}",
)
COMPLEX_KEY = Code(
    "E0117",
    "key is not a plain word",
    "this key is not a text",
    "A key is a word, written as `key: value`: no list, no mapping, no '?' before it.",
    "write 'key: value'; quote a value that starts with '?', '[' or '{{'",
)
EMPTY_VALUE = Code(
    "E0118",
    "empty value",
    "{what} has no value",
    "YAML would read an empty value as null. A spec says nothing by leaving the key out, and\n"
    'the empty text is "".',
    "{instead}",
)
FOLDED = Code(
    "E0119",
    "folded text",
    "folded text ('>') is not allowed",
    "Folded text changes line breaks into blanks, and `filter: >5` is silently the empty text.\n"
    "\n"
    "    filter: >5               # wrong: folded text\n"
    "    filter: amount > 5       # right\n"
    "    description: |           # right: a text of several lines\n"
    "      one\n"
    "      two",
    "use '|' for several lines; quote the value if '>' belongs to it",
)
SEVERAL_LINES = Code(
    "E0120",
    "scalar over several lines",
    "this value goes on over several lines",
    "Only a '|' block may have several lines; otherwise a wrong indentation would silently join\n"
    "two lines.\n"
    "\n"
    "    filter: a > 1            # wrong\n"
    "      and b > 2\n"
    "    filter: |                # right\n"
    "      a > 1\n"
    "      and b > 2",
    "write it on one line, or start it with '|' and put the text on the lines below",
)
SPLIT_AT_COMMA = Code(
    "E0121",
    "value split at a comma",
    "the comma ends this value: it would be {cut}",
    "Inside {} a comma ends the value.\n"
    "\n"
    "    - {check: x in (1, 2)}         # wrong\n"
    '    - {check: "x in (1, 2)"}       # right\n'
    "    - check: x in (1, 2)           # right",
    "quote this expression or use one line for each: {quoted}",
)
SINGLE_QUOTED_EXPRESSION = Code(
    "E0122",
    "expression in single quotes",
    "YAML takes these quotes away: the expression would be {text}",
    "In YAML single quotes, 'web' is the same as web: not the text, but the column. So an\n"
    "expression is never written in them.\n"
    "\n"
    "    channel: 'web'           # wrong\n"
    "    channel: \"'web'\"         # right: the text\n"
    "    channel: web             # right: the column",
    "for the text write {as_text}; for the expression write {as_expression}",
)
QUOTED_WORD = Code(
    "E0123",
    "one word or number in double quotes",
    "YAML takes these quotes away: the expression would be {text}",
    'In YAML double quotes, "web" is the same as web: not the text, but the column.\n'
    "\n"
    '    channel: "web"           # wrong\n'
    "    channel: \"'web'\"         # right: the text\n"
    "    channel: web             # right: the column",
    "for the text write {as_text}; for the expression write {text} without quotes",
)
ESCAPE_IN_EXPRESSION = Code(
    "E0124",
    "escape in an expression",
    "the escape '\\{char}' is not allowed in an expression",
    'In a double-quoted expression only \\" and \\\\ are escapes, so that every character of it\n'
    "stands where it is seen.",
    "write the character itself, or use a '|' block",
)
NUL = Code(
    "E0125",
    "U+0000 in a text",
    "this text holds U+0000",
    "Names of files, and the texts of several databases, end at U+0000, so no text of a spec may\n"
    "hold it, as an escape neither.",
    "leave it out",
)
