"""What follows from what happened: pure functions over frozen Structs. No clock, no chance, no I/O."""
