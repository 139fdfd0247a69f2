"""What people start by hand: the replay of real demand, and the demo season."""
