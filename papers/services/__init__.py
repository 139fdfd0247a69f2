"""What is made of a permit for people to carry and show."""
