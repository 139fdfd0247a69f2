"""What people and the clock do on the demand side."""
