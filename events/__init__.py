"""What happened, and how it is kept."""
