"""E105: questions of the offline translator about a request."""

from speccc.diagnostics.model import Code

NOT_UNDERSTOOD = Code(
    "E1050",
    "words that are not understood",
    "'{words}' is not understood here",
    "The offline translator reads controlled English: every word of a request must have its place\n"
    "in a sentence that it knows. docs/english.md shows them all.",
)

UNFINISHED = Code(
    "E1051",
    "a sentence that ends too early",
    "something is missing after '{words}'",
    "The sentence was understood up to its end, and there it lacks something.",
)

SEVERAL_READINGS = Code(
    "E1052",
    "words that can be read in several ways",
    "this can be read in {count} ways: {readings}",
    "Where two readings would make two specs, none is picked.",
    "say it in other words, or in two sentences",
)

UNKNOWN_COLUMN = Code(
    "E1053",
    "a column that is not there",
    "there is no column '{name}' at this point",
    "A request is read from top to bottom. Before a column is computed, and after it was left out\n"
    "or a group was made without it, it is not there.",
)

BARE_WORD = Code(
    "E1054",
    "a word that is no column",
    "is '{word}' a text? there is no column of that name",
    "A text stands in quotes, so that nobody takes it for a column, nor a column for it.",
    "write '{word}' in quotes",
)

UNDEFINED = Code(
    "E1055",
    "a word without a rule",
    "what is '{words}', as a rule? {why}",
    "A spec says exactly what happens to which rows. A word that leaves that to somebody's\n"
    "judgement has to be replaced by a rule: a condition on columns, a value, a number.",
)

OUT_OF_SCOPE = Code(
    "E1056",
    "more than a spec can say",
    "'{words}' is beyond what a pipeline can do here: {why}",
    "speccc moves and computes rows. It trains nothing, trades nothing, sends no mail, and\n"
    "promises no speed.",
    "leave it out",
)

RELATIVE_TIME = Code(
    "E1057",
    "a time that moves",
    "'{words}' depends on when and where it is read",
    "A spec gives the same rows whenever it is run. A day that moves is a parameter of the run.",
    "write a date, such as 2026-01-31",
)

PLACEHOLDER = Code(
    "E1058",
    "a placeholder",
    "'{words}' stands for something that was not filled in",
    "Ids, paths and addresses are taken as they are written.",
    "write the real one",
)

MIXED_CONDITION = Code(
    "E1059",
    "'and' beside 'or'",
    "'and' and 'or' stand side by side without brackets",
    "'a and b or c' means two things.",
    "put brackets around what belongs together",
)

MIXED_OPERATORS = Code(
    "E1060",
    "sums and products in words",
    "it is not clear what is computed first",
    "'a minus b divided by c' means two things, unless signs and brackets say which.",
    "write signs and brackets: (a - b) / c",
)

NO_SOURCE = Code(
    "E1061",
    "no source",
    "where does the data come from?",
    "A pipeline reads something: a file, a table, a sheet, or what another pipeline writes.",
    "write 'Read data/orders.csv'",
)

NO_COLUMNS = Code(
    "E1062",
    "a source without columns",
    "which columns does '{source}' have?",
    "Columns and their types are never guessed.",
    "give its columns by --input-csv or --input-schema, or list them: 'columns: id integer, …'",
)

NO_DESTINATION = Code(
    "E1063",
    "no destination",
    "where is the result to be written?",
    "A pipeline writes something: a file, a table, a sheet.",
    "write 'Write it to out/result.csv'",
)

NOT_SAID = Code(
    "E1064",
    "something that was not said",
    "{question}",
    "Without it there would be several specs that fit the request.",
)

WHAT_IS_COUNTED = Code(
    "E1065",
    "a noun that may not be a row",
    "is each row one of the '{noun}'?",
    "To count rows and to count what a column tells apart are two things, if one may be in\n"
    "several rows.",
    "write 'number of rows', or 'number of distinct' and a column",
)

NOT_A_STEP = Code(
    "E1066",
    "more than a refinement",
    "'{words}' is no step that can be added",
    "'refine' removes a step, moves a bound, adds steps after the last one, joins sources of the\n"
    "project, and sets the schedule. Where the result goes is changed in the file.",
    "change the file, or draft the pipeline anew",
)

NOT_REFINABLE = Code(
    "E1067",
    "a spec that cannot be refined",
    "'{pipeline}' cannot be refined: {problem}",
    "A refinement goes between the last step and the one sink that reads it. Where there are\n"
    "several, it is not clear which of them it is about.",
    "change the file",
)

WHICH_COLUMN = Code(
    "E1068",
    "a word that may be several columns",
    "which column is '{word}': {columns}?",
    "The domain pack knows the word, but more than one column may be meant by it, or one of them\n"
    "is called almost the same. None is picked.",
    "write the column's own name",
)

RENAMED = Code(
    "E1069",
    "a refinement that renames a pipeline",
    "the pipeline is called '{name}', and keeps that name",
    "A name is where a pipeline's history, its bindings and its readers hang on. 'refine' never\n"
    "changes it, whoever changes the spec.",
    "change the name in the file, with 'speccc plan' to see what moves",
)
