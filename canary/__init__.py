"""Issue traceable copies of a document, and trace a leak back to the copy it came from."""

__version__ = "0.1.0"
