"""What can go wrong at the door; every message is Danish, safe to show and names the remedy."""


class Refused(Exception):
    """The act was refused; str(error) is what the person reads."""
