"""Processes and the outside."""
