"""The cases, by what is wrong with them. Each module has `add(corpus)`."""
BAD, NOT, HELD, READ, SKIPPED = "unreadable", "not a return", "held", "read", "skipped"
# A format that may be supported one day; until then the file is reported.
TOLD = [BAD, NOT]
ANY = [BAD, NOT, HELD, READ]
