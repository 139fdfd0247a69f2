"""The code that proves itself without network: keys, codes of permits, and the lists that verifiers hold."""
