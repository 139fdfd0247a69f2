"""What the scheme offers on the command line."""
