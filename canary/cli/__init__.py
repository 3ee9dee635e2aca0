"""The command line: arguments in, one workflow called, one way of printing.

A verb is a file of its own, imported when it is asked for; what a verb needs is imported when it
runs, so that `canary --version` and `canary COMMAND --help` load no language or number library.
"""

from canary.cli.app import canary, main

__all__ = ["canary", "main"]
