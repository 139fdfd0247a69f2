"""What a tree and a signed note are: values in, values out."""
