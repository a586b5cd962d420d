"""The demo: an invented district lives through a season on a simulated clock."""
