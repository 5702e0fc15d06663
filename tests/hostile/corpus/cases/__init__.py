"""The cases, by what is wrong with them. Each module has `add(corpus)`."""
BAD, NOT, HELD, READ, SKIPPED = "unreadable", "not a return", "held", "read", "skipped"
# A format that may be read one day, and is told until then.
TOLD = [BAD, NOT]
ANY = [BAD, NOT, HELD, READ]
