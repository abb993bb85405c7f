"""python3-hl7 over the messages of the files named on stdin: parses each, for so many seconds, and prints JSON."""

import json
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
    best, spent, seen = float("inf"), 0.0, 0
    while spent < seconds:
        began = time.thread_time()
        for text in messages:
            seen += len(hl7.parse(text))
        took = time.thread_time() - began
        best, spent = min(best, took), spent + took
    print(json.dumps({"messages": len(messages), "bytes": size, "everything": {"gb_per_s": size / best / 1e9, "messages_per_s": len(messages) / best, "seen": seen}}))


def readable(text):
    try:
        hl7.parse(text)
        return True
    except Exception:  # what it refuses is not timed, whatever the reason
        return False


if __name__ == "__main__":
    main(float(sys.argv[1]))
