"""Controlled English, read by a grammar: no key, no network, the same result every time."""

from speccc.translate.offline.translator import OfflineTranslator

__all__ = ["OfflineTranslator"]
