"""What people start by hand: new keys to sign with."""
