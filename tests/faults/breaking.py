"""What is broken on purpose. Each fault is done once by `strike`, at a moment that the run chooses; it leaves
everything running again.
"""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass, field
from typing import Protocol

import psycopg

from tests.faults.arena import DOORS, Arena
from tests.faults.cluster import children


class Fault(Protocol):
    """Something that goes wrong."""

    def begin(self, here: Arena) -> None:
        """Before anything is sent."""

    def strike(self, here: Arena) -> None:
        """Once more."""

    def recovery(self, here: Arena) -> float | None:
        """Seconds that the app took at most to be well again; None where one strike was never overcome."""


@dataclass
class Strikes:
    """What the faults have in common: when they struck, and when the app could be well again."""

    moments: list[tuple[float, float, int | None]] = field(default_factory=list)
    """(struck, running again, port that must acknowledge again or None for any)."""

    def begin(self, here: Arena) -> None:
        """Nothing, as a rule."""

    def recovery(self, here: Arena) -> float | None:
        """Until a delivery was acknowledged again, and all that lay in the inbox was handled."""
        longest = here.watch.longest
        for struck, again, port in self.moments:
            first = here.heard.first_after(again, port)
            if first is not None and longest is not None:
                longest = max(longest, first - struck)
        return longest

    def note(self, struck: float, port: int | None = None) -> None:
        """Remember one strike that is over now."""
        self.moments.append((struck, time.monotonic(), port))


class KillReceiver(Strikes):
    """kill -9 of a door: of all its processes or, for gunicorn to mend by itself, of its worker alone."""

    def strike(self, here: Arena) -> None:
        door = DOORS[len(self.moments) % len(DOORS)]
        here.watch.mark()
        struck = time.monotonic()
        if here.dice.random() < 0.3 and (workers := children(here.stack.processes[door].pid)):
            os.kill(workers[0], signal.SIGKILL)
        else:
            here.stack.kill(door)
            here.start_door(door)
        self.note(struck, here.ports[door])


class KillDrain(Strikes):
    """kill -9 of a drain, or of all at once; others are started in their place."""

    def strike(self, here: Arena) -> None:
        names = sorted(here.drains)
        if here.dice.random() < 0.5:
            names = [here.dice.choice(names)]
        _while_it_works(here)
        here.watch.mark()
        struck = time.monotonic()
        for name in names:
            here.stack.kill(name)
        for name in names:
            here.start_drain(name)
        self.note(struck)


class FreezeDrain(Strikes):
    """A drain stands still in the middle of its work until its lease is over and another has its deliveries,
    and then goes on where it was.
    """

    def strike(self, here: Arena) -> None:
        name = here.dice.choice(sorted(here.drains))
        here.watch.mark()
        _while_it_works(here)
        struck = time.monotonic()
        here.signal(name, signal.SIGSTOP)
        time.sleep(here.lease_seconds + here.dice.uniform(0.2, 0.8))
        here.signal(name, signal.SIGCONT)
        self.note(struck)


class StopPostgres(Strikes):
    """PostgreSQL stops at once, as a machine that is reset, and comes back."""

    def strike(self, here: Arena) -> None:
        here.watch.mark()
        struck = time.monotonic()
        here.cluster.stop_at_once()
        time.sleep(here.dice.uniform(0.1, 1.0))
        here.cluster.start()
        self.note(struck)


class KillPostgres(Strikes):
    """kill -9 of all of PostgreSQL's processes."""

    def strike(self, here: Arena) -> None:
        here.watch.mark()
        struck = time.monotonic()
        here.cluster.kill()
        here.cluster.start()
        self.note(struck)


SWITCH = """
create table if not exists disk_of_faults (is_full boolean not null);
insert into disk_of_faults values (false);
create or replace function disk_of_faults() returns trigger language plpgsql as $$
begin
  if (select is_full from disk_of_faults) then
    raise exception 'could not extend file: no space left on device (simulated)' using errcode = '53100';
  end if;
  return null;
end $$;
"""
GUARDED = ("deliveries", "orders", "entries")


class FullDisk(Strikes):
    """PostgreSQL can write no more (SQLSTATE 53100) for a while: the receiver answers 503, nothing else."""

    def begin(self, here: Arena) -> None:
        """Put the trigger on the tables that receiver and drain write."""
        here.query(SWITCH)
        for table in GUARDED:
            here.query(
                f"create trigger disk_of_faults before insert on {table} "
                "for each statement execute function disk_of_faults()"
            )

    def strike(self, here: Arena) -> None:
        here.watch.mark()
        struck = time.monotonic()
        here.query("update disk_of_faults set is_full = true")
        time.sleep(here.dice.uniform(0.5, 1.5))
        here.query("update disk_of_faults set is_full = false")
        over = time.monotonic()
        self.note(struck)
        answers = {status for at, status in here.heard.refused if struck < at <= over}
        if answers != {503}:
            here.notes.append(f"with a full disk the receiver answered {sorted(answers)}, not 503 alone")


@dataclass
class KillWithNobodyRinging(Strikes):
    """The doorbell is silent, and the drain that holds what is in the inbox is killed: everything is handled
    a lease and five seconds later.
    """

    slack_seconds: float = 5.0

    def strike(self, here: Arena) -> None:
        _while_it_works(here)
        mark = here.watch.mark()
        name = here.dice.choice(sorted(here.drains))
        here.stack.kill(name)
        here.start_drain(name)
        self.note(mark.began)
        allowed = here.lease_seconds + self.slack_seconds
        deadline = time.monotonic() + allowed + 30
        while mark.seconds is None and time.monotonic() < deadline:
            time.sleep(0.02)
        if mark.seconds is None or mark.seconds > allowed:
            took = "for ever" if mark.seconds is None else f"{mark.seconds:.1f} s"
            here.notes.append(f"after kill -9 what lay in the inbox took {took}; {allowed:.0f} s are allowed")

    def recovery(self, here: Arena) -> float | None:
        """Until all that lay in the inbox was handled."""
        return here.watch.longest


def _while_it_works(here: Arena, seconds: float = 2.0) -> None:
    """Until some drain holds deliveries, for a moment at most."""
    deadline = time.monotonic() + seconds
    held = "select count(*) from deliveries where state = 'waiting' and leased_until > clock_timestamp()"
    with psycopg.connect(here.url, autocommit=True) as connection:
        while connection.execute(held).fetchall() == [(0,)] and time.monotonic() < deadline:
            time.sleep(0.002)
