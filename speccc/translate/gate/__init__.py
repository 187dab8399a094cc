"""The one gate to all services: budget, record, deadline, repetition, replay."""
