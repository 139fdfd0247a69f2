"""What people fill in: forms that read, and leave every rule to the services."""
