"""The kernel: moves, actors, refusals, and the three records every storey writes: events, notices, alerts."""
