"""A report as a file to hand over: every format is a pure function of the executed notebooks."""
