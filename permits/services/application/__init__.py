"""Applications: what is asked for, the ground it stands on, and the checks that judge it."""
