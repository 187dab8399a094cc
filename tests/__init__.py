"""speccc's tests: `unit` mirrors the package; what several tests need is in `support`."""
