"""A tool and its input in; what it found, shown and given as files, out."""
