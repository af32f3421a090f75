"""What the records of services and agreements come to, from tables that the study hands over."""
