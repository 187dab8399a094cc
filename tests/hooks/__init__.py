"""The hooks of `.pre-commit-hooks.yaml`, run by the real pre-commit."""
