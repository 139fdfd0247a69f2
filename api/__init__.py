"""The door for programs: resources."""
