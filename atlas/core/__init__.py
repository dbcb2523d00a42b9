"""What everything stands on: settings, paths, vocabulary, messages, errors, files written whole."""
