"""Real demand of another place and time, taken through the same services that people use, at its dates."""
