"""Telling people: the outbox follows the log, channels deliver, the result is an event again."""
