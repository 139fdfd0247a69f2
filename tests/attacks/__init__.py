"""What one should not see, change or do, tried."""
