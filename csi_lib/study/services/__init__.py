"""What the data say to the records of services and agreements: asked of the engine, handed to the register."""
