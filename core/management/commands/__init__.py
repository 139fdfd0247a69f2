"""Commands of the kernel, one a module."""
