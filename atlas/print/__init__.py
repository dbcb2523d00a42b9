"""Views and results in; paper out: sheets, and documents as PDF."""
