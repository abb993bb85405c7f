"""The judge of the torture must complain: each case takes the log of a faultless run and tampers with it."""

import random
import sys
import unittest

sys.dont_write_bytecode = True

from torture_judge import Arrival, Sent, judge, repeats_of_answers_lost

LANES, MOST = 4, 16


def faultless(ordered_by_key, most, kills=10, per_run=200):
    """Messages sent one after the other, lanes that each repeat at most `most` after a kill."""
    dice = random.Random(1)
    sent, arrivals = {}, []
    lanes = [[] for _ in range(LANES if ordered_by_key else 1)]
    for run in range(kills + 1):
        for number, lane in enumerate(lanes):
            again = dice.randint(0, most) if run else 0
            arrivals += [Arrival(control, run, number) for control in lane[len(lane) - again :]]
        for _ in range(per_run):
            control, patient = f"T{len(sent)}", dice.randrange(40)
            sent[control] = Sent(f"P{patient}", len(sent), len(sent) + 0.5)
            number = patient % len(lanes)
            lanes[number].append(control)
            arrivals.append(Arrival(control, run, number))
    return sent, arrivals


class Tampering:
    """What must be found whatever the order of the output."""

    def setUp(self):
        self.sent, self.log = faultless(self.ordered_by_key, self.most)

    def verdict(self):
        return judge(self.sent, self.log, self.ordered_by_key, self.most)

    def lane_at(self, connection, run):
        """Places in the log of one lane's arrivals in one run."""
        return [at for at, arrival in enumerate(self.log) if (arrival.run, arrival.connection) == (run, connection)]

    def first_new(self, run, connection=0):
        before = {arrival.control for arrival in self.log if arrival.run < run}
        return next(at for at in self.lane_at(connection, run) if self.log[at].control not in before)

    def test_a_faultless_log_is_clean_and_holds_replays(self):
        verdict = self.verdict()
        self.assertTrue(verdict.is_clean(), verdict)
        self.assertGreater(verdict.replayed, 0)
        self.assertEqual(verdict.arrived, len(self.sent))

    def test_a_dropped_message_is_lost(self):
        victim = self.log[len(self.log) // 2].control
        self.log = [arrival for arrival in self.log if arrival.control != victim]
        self.assertEqual(self.verdict().lost, 1)

    def test_two_swapped_messages_are_out_of_order(self):
        new = self.first_new(3)
        later = next(at for at in self.lane_at(0, 3) if at > new and self.same_order(new, at))
        self.log[new], self.log[later] = self.log[later], self.log[new]
        self.assertGreater(self.verdict().out_of_order, 0)

    def same_order(self, one, other):
        keys = [self.sent[self.log[at].control].key for at in (one, other)]
        return not self.ordered_by_key or keys[0] == keys[1]

    def test_a_repeat_far_from_its_first_arrival_is_stray(self):
        self.log.insert(self.lane_at(0, 5)[-1], self.log[self.lane_at(0, 1)[0]]._replace(run=5))
        self.assertEqual(self.verdict().stray_repeats, 1)

    def test_a_repeat_without_a_kill_is_stray(self):
        at = self.lane_at(0, 0)[-1]
        self.log.insert(at + 1, self.log[at])
        self.assertEqual(self.verdict().stray_repeats, 1)

    def test_a_replay_longer_than_allowed_is_stray(self):
        self.replace_replay(self.most + 1)
        self.assertGreater(self.verdict().stray_repeats, 0)

    def test_a_replay_as_long_as_allowed_is_clean(self):
        self.replace_replay(self.most)
        self.assertTrue(self.verdict().is_clean(), self.verdict())

    def test_the_same_replay_twice_in_one_run_is_stray(self):
        self.replace_replay(self.most)
        at = self.lane_at(0, 4)[0]
        self.log.insert(at + self.most, self.log[at])
        self.assertGreater(self.verdict().stray_repeats, 0)

    def test_a_message_nobody_sent_is_a_stranger(self):
        self.log.append(Arrival("X1", 0, 0))
        self.assertEqual(self.verdict().strangers, 1)

    def replace_replay(self, length, run=4):
        new = self.first_new(run)
        history = list(dict.fromkeys(arrival.control for arrival in self.log if arrival.run < run and arrival.connection == 0))
        rest = [arrival for at, arrival in enumerate(self.log) if not (at < new and (arrival.run, arrival.connection) == (run, 0))]
        start = next(at for at, arrival in enumerate(rest) if arrival.run == run)
        self.log = rest[:start] + [Arrival(control, run, 0) for control in history[-length:]] + rest[start:]


class KeyedOutput(Tampering, unittest.TestCase):
    ordered_by_key, most = True, MOST

    def test_a_gap_in_a_replay_is_stray(self):
        self.replace_replay(6)
        del self.log[self.lane_at(0, 4)[2]]
        self.assertEqual(self.verdict().stray_repeats, 1)

    def test_a_replay_that_stops_short_before_new_messages_is_stray(self):
        self.replace_replay(6)
        del self.log[self.lane_at(0, 4)[5]]
        self.assertEqual(self.verdict().stray_repeats, 1)

    def test_a_replay_cut_by_the_next_kill_may_end_anywhere(self):
        sent = {control: Sent("P", at, at + 0.5) for at, control in enumerate("ABCDEFG")}
        log = [Arrival(control, run, 0) for run, controls in enumerate(["ABCDEF", "CD", "CDEFG"]) for control in controls]
        verdict = judge(sent, log, self.ordered_by_key, 4)
        self.assertTrue(verdict.is_clean(), verdict)
        self.assertEqual(verdict.replayed, 6)
        self.assertEqual(judge(sent, log, self.ordered_by_key, 3).stray_repeats, 2)


class StrictOutput(Tampering, unittest.TestCase):
    ordered_by_key, most = False, 1



class ParkedKeys(unittest.TestCase):
    """A receiver that refused some for a while: each key is judged by itself."""

    def setUp(self):
        self.sent = {f"T{n}": Sent("AB"[n % 2], n, n + 0.5) for n in range(6)}  # A: 0 2 4, B: 1 3 5

    def verdict(self, *controls):
        log = [Arrival(control, run, 0) for run, arrived in enumerate(controls) for control in arrived.split()]
        return judge(self.sent, log, True, 16, keys_apart=True)

    def test_a_key_may_wait_while_others_pass_and_are_replayed(self):
        self.assertTrue(self.verdict("T0 T1 T3", "T2 T3 T5 T4").is_clean())

    def test_a_message_that_passes_its_own_key_is_out_of_order(self):
        self.assertEqual(self.verdict("T0 T1 T3 T4 T2 T5").out_of_order, 1)

    def test_a_repeat_within_a_run_is_stray(self):
        self.assertEqual(self.verdict("T0 T1 T2 T3 T3 T5 T4").stray_repeats, 1)


class AnswersLost(unittest.TestCase):
    """The engine lives on, and only answers are lost: what comes again is the newest of its lane."""

    def repeats(self, arrived, ordered_by_key=True):
        sent = {f"T{n}": Sent("AB"[n % 2], n, n + 0.5) for n in range(6)}  # A: 0 2 4, B: 1 3 5
        lane = {"A": 1, "B": 2}
        log = [Arrival(control, 0, lane[sent[control].key] if ordered_by_key else 0) for control in arrived.split()]
        return repeats_of_answers_lost(sent, log, ordered_by_key)

    def test_the_newest_of_a_lane_may_come_again_and_again(self):
        self.assertEqual(self.repeats("T0 T1 T0 T0 T1 T2"), (3, 0))

    def test_what_was_passed_in_its_lane_may_not(self):
        self.assertEqual(self.repeats("T0 T2 T1 T0"), (0, 1))

    def test_one_order_is_one_lane(self):
        self.assertEqual(self.repeats("T0 T1 T0 T1", ordered_by_key=False), (1, 1))


if __name__ == "__main__":
    unittest.main()
