"""Codes that no document alone can cause, and the test that shows each of them."""

from __future__ import annotations

_BREAKING = "tests/cli/test_breaking.py"
_COMMANDS = "tests/cli/test_commands.py"
_HISTORY = "tests/cli/test_history.py"
_IMPORT = "tests/cli/test_import.py"
_LIFECYCLE = "tests/cli/test_lifecycle.py"
_APPLY = "tests/unit/lifecycle/test_plan_apply.py"
_LOCK = "tests/unit/lifecycle/test_lock.py"
_PROJECT = "tests/unit/lifecycle/test_project.py"
_SAVED = "tests/cli/test_saved_plans.py"
_RECORDING = "tests/cli/test_recording.py"
_DRAFT = "tests/cli/test_draft.py"
_DRAFTING = "tests/unit/translate/test_drafting.py"
_PROVIDERS = "tests/unit/translate/test_providers.py"
_FAULTS = "tests/unit/translate/faults.py"
_SENTENCES = "tests/unit/translate/offline/test_sentences.py"
_REPAIR = "tests/unit/translate/test_repair.py"
_SERVICE = "tests/service/test_service.py"
_RUNNERS = "tests/unit/execute/test_runners.py"

#: From a code to the file that tests it. That file names the code by its id or its constant.
ELSEWHERE: dict[str, str] = {
    "E0105": "tests/unit/spec/test_yaml_traps.py",
    "E0701": _PROJECT,
    "E0704": _LIFECYCLE,
    "E0705": _LIFECYCLE,
    "E0706": _LIFECYCLE,
    "E0707": _LIFECYCLE,
    "E0710": "tests/unit/backends/pandas/test_module.py",
    "E0722": "tests/unit/backends/sql/test_scripts.py",
    "E0728": "tests/unit/backends/sql/test_plain.py",
    "E0741": "tests/cli/test_places.py",
    "E0801": _LOCK,
    "E0802": _APPLY,
    "E0803": _LIFECYCLE,
    "E0804": _LIFECYCLE,
    "E0805": _LOCK,
    "E0806": _LIFECYCLE,
    "E0807": _LIFECYCLE,
    "E0808": _IMPORT,
    "E0809": _SAVED,
    "E0810": _SAVED,
    "E0811": _BREAKING,
    "E0812": _LOCK,
    "E0813": _LOCK,
    "E0814": "tests/cli/test_output.py",
    "E0906": "tests/errors/test_at_work.py",
    "E0907": _LIFECYCLE,
    "E0908": "tests/unit/execute/test_sql_runner.py",
    "E0909": "tests/differential/test_sinks.py",
    "E0910": "tests/unit/execute/test_profile.py",
    "E0911": "tests/unit/execute/test_postgres.py",
    "E0912": "tests/unit/execute/test_postgres.py",
    "E0951": _RUNNERS,
    "E0952": _RUNNERS,
    "E0953": _RUNNERS,
    "E0954": _COMMANDS,
    "E0955": "tests/errors/test_at_work.py",
    "E0956": _RUNNERS,
    "E0970": _HISTORY,
    "E0971": _HISTORY,
    "E0972": _HISTORY,
    "E0973": _HISTORY,
    "E0974": _HISTORY,
    "E0957": "tests/errors/test_at_work.py",
    "E0958": "tests/cli/test_paths.py",
    "E0959": "tests/unit/execute/test_java.py",
    "E0975": _RECORDING,
    "E0976": _RECORDING,
    "E1001": _PROVIDERS,
    "E1002": _DRAFTING,
    "E1003": _DRAFTING,
    "E1004": _DRAFTING,
    "E1010": _DRAFT,
    "E1011": "tests/cli/test_packs.py",
    "E1012": _DRAFTING,
    "E1013": "tests/cli/test_odd_requests.py",
    "E1020": _PROVIDERS,
    "E1021": _PROVIDERS,
    "E1022": _DRAFT,
    "E1023": _DRAFT,
    "E1024": "tests/unit/translate/test_budget.py",
    "E1025": _FAULTS,
    "E1026": _FAULTS,
    "E1027": _FAULTS,
    "E1028": _FAULTS,
    "E1029": _FAULTS,
    "E1030": _FAULTS,
    "E1031": _FAULTS,
    "E1032": _FAULTS,
    "E1033": _FAULTS,
    "E1034": _REPAIR,
    "E1035": _REPAIR,
    "E1036": _PROVIDERS,
    "E1037": _PROVIDERS,
    "E1038": _PROVIDERS,
    "E1039": _PROVIDERS,
    "E1040": _FAULTS,
    "E1050": _SENTENCES,
    "E1051": _SENTENCES,
    "E1052": _SENTENCES,
    "E1053": _SENTENCES,
    "E1054": _SENTENCES,
    "E1055": _SENTENCES,
    "E1056": _SENTENCES,
    "E1057": _SENTENCES,
    "E1058": _SENTENCES,
    "E1059": _SENTENCES,
    "E1060": _SENTENCES,
    "E1061": _SENTENCES,
    "E1062": _SENTENCES,
    "E1063": _SENTENCES,
    "E1064": _SENTENCES,
    "E1065": _SENTENCES,
    "E1080": "tests/cli/test_eval.py",
    "E1090": _SERVICE,
    "E1091": _SERVICE,
    "E1092": _SERVICE,
    "E1093": _SERVICE,
    "E1094": _SERVICE,
    "E1095": _SERVICE,
    "E1096": _SERVICE,
    "E1097": _SERVICE,
    "E1098": _SERVICE,
    "E1099": _SERVICE,
    "E1066": _DRAFT,
    "E1067": _DRAFT,
    "E1068": "tests/unit/translate/test_packs.py",
    "E1069": "tests/unit/translate/test_revising.py",
    "E9901": _COMMANDS,
}
