"""What people do about workers."""
