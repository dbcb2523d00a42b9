"""Results of analyses in; check reports, extracts and town profiles as PDF out."""
