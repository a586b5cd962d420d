"""Read tables: what pages and the API ask. Dropped and rebuilt from the log at will."""
