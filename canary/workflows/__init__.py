"""The verbs as functions: what the command line does, without the command line."""
