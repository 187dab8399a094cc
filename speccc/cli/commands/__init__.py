"""The commands, one file each; `speccc.cli.main.COMMANDS` lists them."""
