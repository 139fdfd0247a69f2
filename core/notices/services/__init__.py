"""Letters: queued with the decision, put into words and delivered afterwards."""
