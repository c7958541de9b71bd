"""The checks, by what they are about; each module has a function that lists its own."""
