"""Judges what came out of a road that was killed again and again: nothing lost, nothing out of order, repeats only where a crash explains them.

Pure: from what was sent and what arrived to a verdict. A run number counts the starts of the engine; run 0 ends with the first kill.
"""

from dataclasses import dataclass
from itertools import groupby, takewhile
from typing import NamedTuple


class Sent(NamedTuple):
    key: str
    first_sent: float  # before the first byte left
    acknowledged: float  # after the positive answer was read


class Arrival(NamedTuple):
    control: str
    run: int
    connection: int  # a lane keeps one connection for a whole run


@dataclass
class Verdict:
    arrived: int = 0
    lost: int = 0
    out_of_order: int = 0
    stray_repeats: int = 0  # not explained by a crash
    replayed: int = 0  # explained by one
    strangers: int = 0  # arrived, but nobody sent it

    def is_clean(self):
        return not (self.lost or self.out_of_order or self.stray_repeats or self.strangers)


def judge(sent, arrivals, ordered_by_key, repeat_at_most, keys_apart=False):
    """sent: {control: Sent}; arrivals: [Arrival] as one receiver took them; ordered_by_key: False means one order for all.

    keys_apart: the receiver refused some for a while. Their keys were parked, so each key has a history of its own.
    """
    known = [arrival for arrival in arrivals if arrival.control in sent]
    firsts = list(dict.fromkeys(arrival.control for arrival in known))
    key_of = (lambda control: sent[control].key) if ordered_by_key else (lambda control: "")
    verdict = Verdict(arrived=len(firsts), lost=len(sent) - len(firsts), strangers=len(arrivals) - len(known))
    verdict.out_of_order = out_of_order(sent, firsts, key_of)
    for lane in by_key(known, key_of) if keys_apart else lanes_of(known, key_of):
        replayed, stray = repeats(lane, repeat_at_most)
        verdict.replayed += replayed
        verdict.stray_repeats += stray
    return verdict


def out_of_order(sent, firsts, key_of):
    """How many arrived before a message of the same key that had been acknowledged before they were first sent.

    The engine may choose the order of messages that overlap in time, and no other.
    """
    found = 0
    earliest_after = {}
    for control in reversed(firsts):
        key = key_of(control)
        if earliest_after.get(key, float("inf")) < sent[control].first_sent:
            found += 1
        earliest_after[key] = min(earliest_after.get(key, float("inf")), sent[control].acknowledged)
    return found


def by_key(arrivals, key_of):
    keys = {}
    for arrival in arrivals:
        keys.setdefault(key_of(arrival.control), []).append(arrival)
    return keys.values()


def lanes_of(arrivals, key_of):
    """Arrivals by lane. Which keys share a lane shows from outside: they share a connection."""
    parent = {}

    def root(key):
        while parent.setdefault(key, key) != key:
            key = parent[key]
        return key

    first_of_connection = {}
    for arrival in arrivals:
        key = key_of(arrival.control)
        neighbour = first_of_connection.setdefault((arrival.run, arrival.connection), key)
        parent[root(key)] = root(neighbour)
    lanes = {}
    for arrival in arrivals:
        lanes.setdefault(root(key_of(arrival.control)), []).append(arrival)
    return lanes.values()


def repeats(lane, repeat_at_most):
    """(replayed, stray). A run may begin with a contiguous piece of the lane's newest `repeat_at_most`, then brings only new ones.

    Where the next kill cuts a replay, it may end anywhere; before something new it must have reached the lane's end.
    """
    place = {}  # of each control in the lane's history
    replayed = stray = 0
    for run, arrivals in groupby(lane, lambda arrival: arrival.run):
        controls = [arrival.control for arrival in arrivals]
        replay = [place[control] for control in takewhile(place.__contains__, controls)]
        oldest = len(place) - repeat_at_most
        for at, here in enumerate(replay):
            follows = at == 0 or here == replay[at - 1] + 1
            if run > 0 and here >= oldest and follows:
                replayed += 1
            else:
                stray += 1
        rest = controls[len(replay) :]
        if replay and rest and replay[-1] != len(place) - 1:
            stray += 1
        for control in rest:
            if control in place:
                stray += 1
            else:
                place[control] = len(place)
    return replayed, stray


def repeats_of_answers_lost(sent, arrivals, ordered_by_key):
    """(fine, stray), where the engine lives on and only answers are lost: what comes again is the lane's newest, which nothing may pass."""
    key_of = (lambda control: sent[control].key) if ordered_by_key else (lambda control: "")
    fine = stray = 0
    for lane in lanes_of([arrival for arrival in arrivals if arrival.control in sent], key_of):
        seen = set()
        newest = None
        for arrival in lane:
            if arrival.control not in seen:
                newest = arrival.control
                seen.add(newest)
            elif arrival.control == newest:
                fine += 1
            else:
                stray += 1
    return fine, stray
