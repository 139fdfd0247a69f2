"""What the demand side offers on the command line."""
