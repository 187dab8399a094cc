"""What devices in the field report: late, twice, and with batteries that know no percent."""

from __future__ import annotations

from example_data.dice import Dice
from example_data.files import Files

VERSIONS = ("2.4.1", "2.4.0", "2.3.7", "1.9.12")
KINDS = ("thermostat", "door sensor", "meter", "smoke detector")


def _battery(dice: Dice) -> int | None:
    if dice.often(0.04):
        return None
    return 255 if dice.often(0.01) else dice.between(3, 100)


def write(files: Files) -> None:
    dice = Dice("device_status")
    devices = [
        (f"{dice.pick(KINDS)[:2].upper()}-{number:03}", dice.early(VERSIONS))
        for number in range(1, 41)
    ]
    rows: list[list[object]] = []
    for number in range(600):
        device, version = dice.pick(devices)
        at = dice.moment(14).isoformat(" ")
        rows.append(
            [5_000 + number, device, at, _battery(dice), version if dice.often(0.9) else ""]
        )
    header = "reading_id,device_id,read_at,battery,firmware"
    files.csv("device_status/readings.csv", header.split(","), rows)
