"""python3-hl7 over the messages of the files named on stdin: parses each, for so many seconds, and prints JSON."""

import json
import statistics
import sys
import time

import hl7


def main(seconds):
    messages = []
    for name in sys.stdin.read().split("\n"):
        if name:
            with open(name, encoding="latin-1", newline="") as file:
                text = file.read().replace("\r\n", "\r").replace("\n", "\r")
            if readable(text):
                messages.append(text)
    size = sum(len(text) for text in messages)
    rounds, seen = [], 0
    while sum(rounds) < seconds:
        began = time.thread_time()
        seen = sum(len(hl7.parse(text)) for text in messages)
        rounds.append(time.thread_time() - began)
    best, median = min(rounds), statistics.median(rounds)
    figures = {"gb_per_s": size / best / 1e9, "gb_per_s_median": size / median / 1e9, "messages_per_s": len(messages) / best, "rounds": len(rounds), "seen": seen}
    print(json.dumps({"messages": len(messages), "bytes": size, "everything": figures}))


def readable(text):
    try:
        hl7.parse(text)
        return True
    except Exception:  # what it refuses is not timed, whatever the reason
        return False


if __name__ == "__main__":
    main(float(sys.argv[1]))
