"""What employers, intermediaries and their authorities do."""
