"""One module a section; each composes the blocks of its chapter from a Scope."""
