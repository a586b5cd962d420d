"""The commands of `duban`, one module a group."""
