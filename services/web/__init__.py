"""The web face: pages and API on one App."""
