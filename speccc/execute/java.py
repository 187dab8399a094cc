"""Where Java is: a version that Flink runs on."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

#: The versions that Flink 2.3 is made for, the best first.
VERSIONS = (17, 21)

_SECONDS = 10
_PLACES = ("/usr/lib/jvm", "/Library/Java/JavaVirtualMachines", "/opt/java")
_VERSION = re.compile(r'version "(\d+)')


def java(environment: Mapping[str, str] | None = None) -> Path | None:
    """The command of the first Java found of the best version: in JAVA_HOME, on the PATH, where
    systems usually put it; None if there is none.
    """
    known = os.environ if environment is None else environment
    found = {version: command for command, version in reversed(list(_versions(known)))}
    return next((found[version] for version in VERSIONS if version in found), None)


def _versions(environment: Mapping[str, str]) -> Iterator[tuple[Path, int]]:
    for command in dict.fromkeys(_commands(environment)):
        version = _version(command)
        if version is not None:
            yield command, version
        if version == VERSIONS[0]:
            return


def _commands(environment: Mapping[str, str]) -> Iterator[Path]:
    home = environment.get("JAVA_HOME")
    if home:
        yield Path(home, "bin", "java")
    on_path = shutil.which("java", path=environment.get("PATH", ""))
    if on_path:
        yield Path(on_path)
    for place in map(Path, _PLACES):
        yield from sorted(place.glob("*/bin/java"))
        yield from sorted(place.glob("*/Contents/Home/bin/java"))


def _version(command: Path) -> int | None:
    """The first number of what it says of itself; None if it is no Java that starts."""
    try:
        done = subprocess.run(
            [command, "-version"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    said = _VERSION.search(done.stderr) if done.returncode == 0 else None
    return int(said[1]) if said else None
