"""make faults: what was acknowledged is there, once, and the books are right, whatever dies meanwhile.

Real processes (both doors of the receiver, drains, the worker) run on a PostgreSQL of their own, while
senders deliver as Shopify does: signed, five seconds' patience, and again under the same id until the answer
is 200. What they send is the stand-in's story of two shops, so that what is right is known for every order.
Meanwhile things are broken on purpose, at random moments of a seed. When all is quiet,

- every delivery that was acknowledged is in the inbox, once, and handled (or parked, where it cannot be
  read);
- every order is as the stand-in has it, to the minor unit of every creator's credit;
- every ledger equals its recomputation from the stored facts.

A negative control shows that the checker can see a loss: a PostgreSQL that answers before it has written
(`synchronous_commit=off`) is killed until acknowledged deliveries are missing, and the run fails where none
ever is.

`python -m tests.faults --help` tells how to run less of it.
"""
