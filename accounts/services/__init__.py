"""What people do with organisations, their members and their keys."""
