"""Evidence: one growing tree over all events, its signed checkpoints, and what checks them."""
