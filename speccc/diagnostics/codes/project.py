"""E0700 to E0709: the project, its files, and which pipeline is built for which target."""

from speccc.diagnostics.model import Code

NO_PROJECT = Code(
    "E0701",
    "no project here",
    "no speccc.yaml in '{folder}' or any folder above it",
    "A project is a folder with a speccc.yaml. It is looked for from the current folder upwards,\n"
    "or from the folder given by -C.\n\n"
    "    speccc init            makes a project in the current folder\n"
    "    speccc -C sales plan   works in the project 'sales'",
    "run 'speccc init' to start a project here, or name its folder with -C",
)

SAME_NAME = Code(
    "E0702",
    "two files of one name",
    "{kind} '{name}' is already defined in {other}",
    "Pipelines are told apart by their 'name', not by their file; so are target profiles.",
    "give one of the two another name",
)

UNMATCHED_PATTERN = Code(
    "E0703",
    "a pattern that names no pipeline",
    "no pipeline matches '{pattern}'",
    "'pipelines' of a target profile says which pipelines the target builds: by name, or by a\n"
    "pattern with * and ?. An entry that matches none is mostly a slip.\n\n"
    "    wrong:  pipelines: [sale_analytics]\n"
    '    right:  pipelines: [sales_analytics, "finance_*"]',
)

NO_SUCH_PIPELINE = Code(
    "E0704",
    "no such pipeline",
    "there is no pipeline '{name}'",
    "A pipeline is addressed by its 'name'; 'speccc validate' lists those of the project. Where\n"
    "a command takes patterns, * and ? stand for any characters.",
)

NO_SUCH_TARGET = Code(
    "E0705",
    "no such target",
    "there is no target '{name}'",
    "--target names a target profile by its 'name'. The profiles are the files in the folder\n"
    "'targets' (speccc.yaml may name another).",
)

NOT_BUILT = Code(
    "E0706",
    "a pair that is not built",
    "target '{target}' does not build pipeline '{pipeline}'",
    "A target builds the pipelines that its 'pipelines' lists.\n\n"
    "    pipelines: [sales_analytics, customer_value]",
    "add '{pipeline}' to 'pipelines' in {file}",
)

WHICH_TARGET = Code(
    "E0707",
    "several targets, none chosen",
    "several targets could be meant: {targets}",
    "With more than one target a command that works on one needs its name: give --target, or set\n"
    "'default_target' in speccc.yaml.",
    "say which with --target, or set 'default_target' in speccc.yaml",
)

WRONG_VERSION = Code(
    "E0708",
    "another version of speccc is required",
    "this project requires speccc {required}; this is speccc {version}",
    "'requires' in speccc.yaml is a list of comparisons joined by commas, which must all hold.\n\n"
    "    requires: '>=0.1,<1'",
    "install a version that fits, or change 'requires'",
)

BAD_PATH = Code(
    "E0709",
    "a folder that cannot be used",
    "'{path}' {problem}",
    "The folders in 'paths' of speccc.yaml lie within the project and are relative to it.",
    "write a path below the project's folder, without '..'",
)
