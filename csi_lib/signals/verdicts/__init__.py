"""Did it change after? From one intervention to one verdict, its guards, and what could have been seen."""
