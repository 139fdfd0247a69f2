"""What a worker is offered, in which terms, and the worker's own yes."""
