"""What waits for whom, and whose turn it is."""
