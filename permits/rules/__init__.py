"""What the law asks of permits, stays and returns: values in, verdicts out."""
