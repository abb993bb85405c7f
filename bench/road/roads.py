"""What the benches of the road share: starting the engine or the bare road, driving it, and reading what it took."""

import json
import os
import platform
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READY_WITHIN_S = 30
DRAIN_WITHIN_S = 650  # the load itself gives up sooner
STOP_WITHIN_S = 60
LOAD_BEFORE = round(os.getloadavg()[0], 2)


@contextmanager
def workplace(options, prefix="vagus-road-"):
    """A folder on the disk of the stores, with one for the store in it; gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=options.folder))
    try:
        (folder / "store").mkdir()
        yield folder
    finally:
        shutil.rmtree(folder)


@contextmanager
def running(command, folder):
    """The process, from when it says that it is ready; it is ended by SIGTERM."""
    process = start(command, folder / "log")
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(STOP_WITHIN_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def engine(options, folder, yaml):
    config = folder / "config"
    config.mkdir()
    (config / "vagus.yaml").write_text(yaml)
    return [options.binary, "run", "-c", config]


def drive(options, port, receiver, connections, seconds, **more):
    """The figures of road_drive; `more` are further options of its command line."""
    command = [options.programs / "road_drive", "--to", port, "--listen", receiver, "--connections", connections]
    command += ["--seconds", seconds, "--warmup", options.warmup, "--patients", max(options.patients, connections), "--mix", options.mix]
    for name, value in more.items():
        command += ["--" + name.replace("_", "-"), value]
    result = subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=seconds + options.warmup + DRAIN_WITHIN_S)
    if not result.stdout:
        sys.exit(f"the load failed: {result.stderr}")
    return {"clean": result.returncode == 0, **json.loads(result.stdout)}


def add_options(parser):
    parser.add_argument("--warmup", type=float, default=1.0)
    parser.add_argument("--patients", type=int, default=1000)
    parser.add_argument("--mix", choices=("adt", "oru", "both"), default="both", help="1 KB ADT, 1.7 KB ORU, or both in turn")
    parser.add_argument("--binary", type=Path, default=ROOT / "build/release/vagus")
    parser.add_argument("--programs", type=Path, help="folder of road_bare and road_drive; default: bench/road beside the binary")
    parser.add_argument("--folder", type=Path, default=Path("/var/tmp"), help="where stores go during a run; a real disk")


def read_options(parser):
    options = parser.parse_args()
    options.programs = options.programs or options.binary.resolve().parent / "bench/road"
    for program in (options.binary, options.programs / "road_bare", options.programs / "road_drive"):
        if not program.exists():
            parser.error(f"{program} is missing: build the release preset first")
    return options


def start(command, log):
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
    give_up = time.monotonic() + READY_WITHIN_S
    while b'"engine.ready"' not in log.read_bytes():
        if process.poll() is not None or time.monotonic() > give_up:
            process.kill()
            process.wait()
            sys.exit(f"{command[0]} was not ready:\n{log.read_text(errors='replace')[-2000:]}")
        time.sleep(0.02)
    return process


def footprint(pid, messages):
    """Memory and processor time of the process, from /proc."""
    status = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    after_name = Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].split()
    user, system = (int(ticks) / os.sysconf("SC_CLK_TCK") for ticks in after_name[11:13])
    return {
        "rss_mb": round(int(status["VmRSS"].split()[0]) / 1024, 1),
        "peak_rss_mb": round(int(status["VmHWM"].split()[0]) / 1024, 1),
        "cpu_us_per_message": round((user + system) * 1e6 / max(1, messages), 1),
    }


def machine(options):
    models = [line.split(":", 1)[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    return {"cores": os.cpu_count(), "model": models[0] if models else platform.machine(), "kernel": platform.release(),
            "load_before": LOAD_BEFORE, "fsync_ms": fsync_ms(options.folder)}  # fmt: skip


def fsync_ms(folder, times=200):
    """What one small synced write costs on this disk: the ground under every figure here."""
    took = []
    with tempfile.TemporaryFile(dir=folder) as file:
        for _ in range(times):
            file.write(b"x" * 4096)
            file.flush()
            began = time.perf_counter()
            os.fdatasync(file.fileno())
            took.append((time.perf_counter() - began) * 1000)
    return {"p50": round(statistics.median(took), 3), "p99": round(sorted(took)[int(times * 0.99)], 3)}


def settings(options):
    return {name: value for name, value in vars(options).items() if isinstance(value, (int, float, list, str)) and name != "folder"}


def free_ports(count):
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def say(text, end="\n"):
    print(text, end=end, file=sys.stderr, flush=True)
