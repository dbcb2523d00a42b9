"""Built files and override datasets in; one store out, with its one filter and its search."""
