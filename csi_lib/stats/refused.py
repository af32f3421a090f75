"""The one way a statistic says no: a sentence about the series, instead of a number about nothing."""


class Refused(ValueError):
    """A series that carries no answer; the message is one plain clause for the reader of a report."""
