"""Metrics and health, asked by those who will: a real Prometheus, promtool and probes."""

import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest
import urllib.error
import urllib.parse
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from notice_sinks import Webhook  # noqa: E402
from peers import CONFIG, PATIENCE, ROOT, Engine, Receiver, Sender, eventually, free_port, message

MARK = "ZEBRAFISH"
RULES = ROOT / "docs/monitoring/rules.yaml"
PROMETHEUS = shutil.which("prometheus")


def get(port, path):
    """Status and text."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=PATIENCE) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as answer:
        return answer.code, answer.read().decode()


def started(test):
    """An engine with a port for metrics, and a receiver."""
    port = free_port()
    engine = Engine(CONFIG + "site:\n  metrics: { listen: 127.0.0.1:%d }\n" % port)
    test.addCleanup(engine.close)
    receiver = Receiver(engine.ports["pas"], lambda one: "AE" if str(one.segment("MSH")[10]) == "M-AE" else "AA", text=f"{MARK}4")
    test.addCleanup(receiver.stop)
    return engine.start(), receiver, port


def send(engine, *controls, **parts):
    with Sender(engine.ports["adt_in"]) as sender:
        for control in controls:
            sender.send(message(control, **parts))


class Metrics(unittest.TestCase):
    def test_promtool_finds_nothing_to_say_of_what_is_exposed(self):
        engine, _, port = started(self)
        send(engine, "M-1", "M-AE")
        eventually("a dead letter", lambda: 'vagus_dead_letters_total{output="pas",reason="rejected"} 1' in get(port, "/metrics")[1])
        said = subprocess.run(["promtool", "check", "metrics"], input=get(port, "/metrics")[1], capture_output=True, text=True)
        # Its only advice is about names of the store that it takes for counters.
        self.assertEqual((said.returncode, said.stdout + said.stderr), (0, ""))

    def test_what_happens_is_counted(self):
        engine, receiver, port = started(self)
        send(engine, "M-1", "M-2", "M-2")
        send(engine, "M-DROP", processing="T")
        send(engine, "M-FAIL", patient="")
        eventually("two deliveries", lambda: len(receiver.received) == 2)
        wanted = [
            'vagus_input_messages_total{input="adt_in",message_type="ADT^A01"} 5',
            'vagus_input_duplicates_total{input="adt_in"} 1',
            'vagus_input_acks_total{input="adt_in",code="AA"} 5',
            'vagus_output_deliveries_total{output="pas",result="accepted"} 2',
            'vagus_route_messages_total{route="adt_main",result="dropped"} 1',
            'vagus_failed_total{route="adt_main",step="vagus.yaml:13 step 2"} 1',
            'vagus_input_connections{input="adt_in"} 0',
            'vagus_end_to_end_seconds_count{route="adt_main",output="pas"} 2',
            'vagus_end_to_end_seconds_count{output="pas"} 0',
            "vagus_store_takes_messages 1",
        ]
        missing = lambda: [line for line in wanted if line + "\n" not in get(port, "/metrics")[1]]
        eventually("all of it", lambda: not missing() or None) if missing() else None
        self.assertEqual(missing(), [])
        eventually("the last look", lambda: sum(engine.status()["inputs"][0]["history"]) == 5)  # once a second
        row = engine.status()["inputs"][0]
        self.assertEqual((len(row["history"]), row["acks"]["positive"]), (60, 5))
        self.assertGreater(row["last_us"], 1_700_000_000_000_000)
        out = engine.status()["outputs"][0]
        self.assertEqual((out["per_minute"], out["drain_seconds"], out["error_share_1h"]), (2, 0, 0))
        self.assertGreater(out["p95_ms"], 0)

    def test_codes_without_a_row_and_views_of_values_are_counted(self):
        port = free_port()
        steps = "      - map: { path: EVN-1, table: events, missing: keep }\n      - set: { MSH-3: VAGUS }\n"
        engine = Engine(CONFIG.replace("      - set: { MSH-3: VAGUS }\n", steps) + "tables: { events: { inline: { A08: X } } }\nsite:\n  metrics: { listen: 127.0.0.1:%d }\n" % port)
        self.addCleanup(engine.close)
        engine.start()
        value = lambda name: next((line.split()[-1] for line in get(port, "/metrics")[1].splitlines() if line.startswith(name + " ")), None)
        self.assertEqual(value('vagus_lookup_misses_total{table="events"}'), "0")
        send(engine, "M-1", "M-2")
        eventually("two misses", lambda: value('vagus_lookup_misses_total{table="events"}') == "2")
        self.assertEqual(engine.command("codes").returncode, 0)  # masked
        self.assertEqual(value('vagus_phi_views_total{role="local"}'), "0")
        self.assertEqual(engine.command("codes", "--values").returncode, 0)
        self.assertEqual(value('vagus_phi_views_total{role="local"}'), "1")
        self.assertEqual(value('vagus_phi_views_total{role="admin"}'), "0")

    def test_a_marked_patient_is_in_no_metric(self):
        engine, _, port = started(self)
        marked = {"patient": f"{MARK}1^^^H^MR", "name": f"{MARK}2^{MARK}3"}
        send(engine, "M-OK", "M-AE", f"{MARK}5", **marked)
        send(engine, "M-FAIL", patient=f"^^^{MARK}6")
        with Sender(engine.ports["adt_in"]) as sender:
            sender.send(message("M-TYPE", **marked).replace("ADT^A01", f"{MARK}7^{MARK}8"))
            sender.send_bytes(f"\x0bPID|1||{MARK}9\x1c\r".encode())
            sender.send_bytes(f"{MARK}\x0bMSH|^~\\&|{MARK}\rPI|{MARK}\x1c\r".encode())
        eventually("a dead letter", lambda: 'vagus_dead_letters{output="pas"} 1' in get(port, "/metrics")[1])
        for path in ("/metrics", "/health", "/readyz?verbose"):
            self.assertNotIn(MARK, get(port, path)[1])
        self.assertIn('message_type="other"', get(port, "/metrics")[1])

    @unittest.skipUnless(PROMETHEUS, "no prometheus here")
    def test_a_real_prometheus_scrapes_and_its_rules_fire(self):
        engine, _, port = started(self)
        folder = pathlib.Path(tempfile.mkdtemp(prefix="vagus-prometheus-"))
        self.addCleanup(shutil.rmtree, folder, ignore_errors=True)
        own = free_port()
        scrape = {"job_name": "vagus", "scrape_interval": "200ms", "static_configs": [{"targets": [f"127.0.0.1:{port}"]}]}
        whole = {"global": {"evaluation_interval": "200ms"}, "scrape_configs": [scrape], "rule_files": [str(RULES)]}
        (folder / "prometheus.yml").write_text(json.dumps(whole))
        command = [PROMETHEUS, f"--config.file={folder}/prometheus.yml", f"--storage.tsdb.path={folder}/data", f"--web.listen-address=127.0.0.1:{own}"]
        prometheus = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(prometheus.wait, PATIENCE)
        self.addCleanup(prometheus.terminate)

        def asked(path):
            try:
                return json.loads(get(own, path)[1])["data"]
            except (OSError, ValueError, KeyError):
                return None

        def value(query):
            found = asked("/api/v1/query?query=" + urllib.parse.quote(query))
            return found and found["result"] and float(found["result"][0]["value"][1])

        eventually("a scrape", lambda: value("vagus_store_takes_messages") == 1)
        send(engine, "M-1", "M-AE")
        eventually("what was sent", lambda: value("sum(vagus_input_messages_total)") == 2)
        eventually("the dead letter", lambda: value('increase(vagus_dead_letters_total{reason="rejected"}[10m])'))
        rules = [rule for group in asked("/api/v1/rules")["groups"] for rule in group["rules"]]
        self.assertEqual([rule["name"] for rule in rules if rule["health"] == "err"], [])
        firing = lambda: [each["labels"]["alertname"] for each in asked("/api/v1/alerts")["alerts"] if each["state"] == "firing"]
        eventually("an alert", lambda: "VagusDeadLetters" in firing())

    def test_rules_fire_when_they_should(self):
        said = subprocess.run(["promtool", "test", "rules", str(RULES.with_name("rules_test.yaml"))], capture_output=True, text=True)
        self.assertEqual(said.returncode, 0, said.stdout + said.stderr)


class Traces(unittest.TestCase):
    def test_a_message_is_one_trace_and_names_no_patient(self):
        collector = free_port()
        hook = Webhook(collector)
        self.addCleanup(hook.stop)
        engine = Engine(CONFIG + 'site:\n  traces: { endpoint: "http://127.0.0.1:%d/v1/traces" }\n' % collector)
        self.addCleanup(engine.close)
        receiver = Receiver(engine.ports["pas"], lambda one: "AE", text=f"{MARK}4")
        self.addCleanup(receiver.stop)
        engine.start()
        send(engine, f"{MARK}1", patient=f"{MARK}2^^^H^MR", name=f"{MARK}3")

        def spans():
            scopes = [scope for each in hook.got for one in each["resourceSpans"] for scope in one["scopeSpans"]]
            return {span["name"]: span for scope in scopes for span in scope["spans"]}

        eventually("two spans", lambda: {"receive", "deliver"} <= set(spans()))
        receive, deliver = spans()["receive"], spans()["deliver"]
        self.assertEqual((deliver["traceId"], deliver["parentSpanId"]), (receive["traceId"], receive["spanId"]))
        self.assertEqual(deliver["status"]["code"], 2)
        self.assertLessEqual(int(receive["startTimeUnixNano"]), int(deliver["endTimeUnixNano"]))
        self.assertNotIn(MARK, json.dumps(hook.got))
        self.assertEqual(engine.stop(), 0)
        self.assertEqual(engine.events("traces.lost"), [])


class Health(unittest.TestCase):
    def test_probes_hear_how_it_is(self):
        port = free_port()
        engine = Engine(CONFIG + "site:\n  metrics: { listen: 127.0.0.1:%d }\n" % port)  # and no receiver
        self.addCleanup(engine.close)
        engine.start()
        send(engine, "M-AWAY")
        eventually("the output down", lambda: '"up":false' in get(port, "/health")[1])
        for path in ("/livez", "/readyz", "/startupz"):
            eventually(path, lambda: get(port, path) == (200, "ok\n"))  # a receiver that is away is no failure
        self.assertEqual(get(port, "/readyz?verbose"), (200, "ok started\nok listeners\nok store\nok disk\n"))
        self.assertEqual(get(port, "/secrets")[0], 404)
        self.assertEqual(json.loads(get(port, "/health")[1])["status"], "ok")

    def test_it_is_not_ready_while_its_disk_is_below_the_floor(self):
        port = free_port()
        engine = Engine(CONFIG + "site:\n  metrics: { listen: 127.0.0.1:%d }\n  store: { stop_inputs_below: 1023GiB }\n" % port)
        self.addCleanup(engine.close)
        engine.start()
        status, said = eventually("not ready", lambda: (found := get(port, "/readyz"))[0] == 503 and "failed disk" in found[1] and found)
        self.assertIn("failed disk: ", said)
        self.assertEqual(get(port, "/livez")[0], 200)

    def test_a_port_that_is_taken_is_said_and_nothing_starts(self):
        engine, _, port = started(self)
        second = Engine(CONFIG + "site:\n  metrics: { listen: 127.0.0.1:%d }\n" % port)
        self.addCleanup(second.close)
        with self.assertRaisesRegex(AssertionError, f"site.metrics: cannot listen on 127.0.0.1:{port}"):
            second.start()


if __name__ == "__main__":
    unittest.main()
