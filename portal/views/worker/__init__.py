"""The pages on which workers act themselves, without an account."""
