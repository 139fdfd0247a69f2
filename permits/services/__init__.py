"""What people do about permits, presence and return."""
