"""States and the steps between them, declared as a table: what a step needs is said before it is taken."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from csi_lib.errors import UsageError
from csi_lib.register.record import Record
from csi_lib.register.register import Register

# Given the record and the whole register as they will be after the step, with all that is written beside it: what is
# missing, one clause; empty: nothing.
Need = Callable[[Record, Register], str]


@dataclass(frozen=True)
class Step:
    """One legal step.

    Parameters
    ----------
    source, target : str
        States.
    needs : tuple of Need
        What has to be there.
    """

    source: str
    target: str
    needs: tuple[Need, ...] = ()


@dataclass(frozen=True)
class Machine:
    """The states of one kind of record.

    Parameters
    ----------
    key : str
        The field that holds the state: ``status``.
    first : tuple of str
        States in which a new record may begin.
    steps : tuple of Step
        All that is legal; what is not here is refused.
    taken : tuple of str
        States in which a record of before this register is taken over as it is, without what a step there needs.
    whole : tuple of str
        States in which a record is taken over only with what every step on the way there needs.
    """

    key: str
    first: tuple[str, ...]
    steps: tuple[Step, ...]
    taken: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()

    def list_ways(self, state: str) -> tuple[tuple[Need, ...], ...]:
        """List what each way to a state needs of a record that is taken over in it.

        Parameters
        ----------
        state : str
            Where it is.

        Returns
        -------
        tuple of tuple of Need
            The needs of each last step; for a state of ``whole`` those of every step from a beginning on, each once.
        """
        last = [step for step in self.steps if step.target == state]
        if state not in self.whole:
            return tuple(step.needs for step in last)
        return tuple(tuple(dict.fromkeys(way)) for way in self._walk_back(state, ()))

    def _walk_back(self, state: str, seen: tuple[str, ...]) -> Iterator[tuple[Need, ...]]:
        if state in self.first:
            yield ()
            return
        for step in self.steps:
            if step.target == state and step.source not in seen:
                yield from ((*way, *step.needs) for way in self._walk_back(step.source, (*seen, state)))

    def list_missing(self, before: Record, after: Record, register: Register) -> tuple[str, ...]:
        """List what keeps a record from a step.

        Parameters
        ----------
        before, after : Record
            As it is and as it would be; the same state on both sides is no step.
        register : Register
            Everything, as it would be.

        Returns
        -------
        tuple of str
            One clause each; empty when the step may be taken.

        Raises
        ------
        UsageError
            When there is no such step; the message names those there are.
        """
        target = getattr(after, self.key)
        if getattr(before, self.key) == target:
            return ()
        return tuple(missing for need in self.find_step(before, target).needs if (missing := need(after, register)))

    def find_step(self, before: Record, target: str) -> Step:
        """Find the step of a record to another state.

        Parameters
        ----------
        before : Record
            As it is.
        target : str
            Where it shall go.

        Returns
        -------
        Step
            With its needs, which nobody has looked at yet.

        Raises
        ------
        UsageError
            When there is no such step; the message names those there are.
        """
        source = getattr(before, self.key)
        step = next((item for item in self.steps if (item.source, item.target) == (source, target)), None)
        if step is None:
            ways = " or ".join(f"'{item.target}'" for item in self.steps if item.source == source)
            raise UsageError(
                f"{before.KIND} '{before.id}' cannot go from '{source}' to '{target}'",
                do=f"From '{source}' it goes to {ways}" if ways else f"'{source}' is the end of its way",
            )
        return step
