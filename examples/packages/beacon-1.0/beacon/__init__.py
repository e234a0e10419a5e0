"""Nothing to see here."""

VERSION = "1.0"
