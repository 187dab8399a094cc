"""E096: Flink's planner, and its SQL gateway."""

from speccc.diagnostics.model import Code, Severity

PLANNER = Code(
    "E0960",
    "Flink's planner refuses a statement",
    "Flink refuses what {address} is compiled to: {said}",
    "`speccc validate --target` asks Flink's own planner about every statement that a spec is\n"
    "compiled to; nothing is run. The place is that of what the statement was made of. What is\n"
    "refused here is a fault of speccc, or of the version of Flink.",
    "leave this pipeline out of the target's 'pipelines', and tell the authors of speccc",
)

NOT_ASKED = Code(
    "E0961",
    "Flink's planner was not asked",
    "Flink's planner was not asked about target '{target}': {reason}",
    "`speccc validate --target` compiles for a target in any case. Its statements are shown to\n"
    "Flink's own planner besides, which needs Java 17 or 21 and the extra `flink`.",
    severity=Severity.WARNING,
)

LACKING = Code(
    "E0962",
    "Flink's libraries lack a connector or a format",
    "{address}: Flink's libraries here have no '{name}', so a plain table stands for '{table}'",
    "What pip installs of Flink has files, csv and json. Other connectors and formats are jars of\n"
    "their own, which the cluster has that runs the pipeline. Without them the planner checks all\n"
    "but the tables themselves, whose columns it takes as they are declared.",
    severity=Severity.WARNING,
)

NO_JVM = Code(
    "E0963",
    "Java does not start Flink",
    "{java} ended before Flink was there",
    "A run on Flink, and its planner, start a JVM beside speccc. It ended at once: there may be\n"
    "too little memory (it takes up to 1 GB), or that Java is broken.",
    "try it by hand: {java} -Xmx768m -version",
)
