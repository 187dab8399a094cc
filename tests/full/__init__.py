"""Flink's SQL gateway on a cluster of its own, and a Kafka broker: `make flink-full`."""
