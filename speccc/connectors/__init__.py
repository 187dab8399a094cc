"""What a connector is and which options it takes; how it is read is each backend's. Pure.

Imports types and diagnostics.
"""
