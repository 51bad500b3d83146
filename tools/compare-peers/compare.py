#!/usr/bin/env python3
"""Time this package and other frameworks on the same work, in turn, and print how they compare.

    tools/compare                                     every row, every peer
    tools/compare --rows train-wrn-28-10 --rounds 5   the rows whose names begin so
    tools/compare --peers pytorch,openvino --markdown

Every run is a process of its own. In each round all sides run one after the other, so that what
disturbs the machine disturbs all. A figure is the median over the rounds, a ratio the median of the
rounds' ratios. Of PyTorch's two memory layouts the faster counts.
"""

import argparse
import datetime
import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import median

PEER = Path(__file__).parent / "peer.py"
US = "wrn-train"
PYTORCH = ("pytorch", "pytorch-channels-last")
PEERS = ("pytorch", "onnxruntime", "openvino", "ncnn")
FIELDS = ("dataset", "architecture", "depth", "width", "mode", "batch", "height", "pixels", "steps")
ROWS = {
    "train-wrn-28-10-b32": ("cifar10", "wrn", 28, 10, "train", 32, 32, 32, 3),
    "train-wrn-28-10-b128": ("cifar10", "wrn", 28, 10, "train", 128, 32, 32, 2),
    "train-wrn-40-4-b128": ("cifar10", "wrn", 40, 4, "train", 128, 32, 32, 3),
    # With the first row, figure 4 of the paper.
    "train-wrn-16-10-b32": ("cifar10", "wrn", 16, 10, "train", 32, 32, 32, 5),
    "train-wrn-40-4-b32": ("cifar10", "wrn", 40, 4, "train", 32, 32, 32, 5),
    "train-resnet-164-b32": ("cifar10", "preact-resnet", 164, 1, "train", 32, 32, 32, 5),
    "train-resnet-1001-b32": ("cifar10", "preact-resnet", 1001, 1, "train", 32, 32, 32, 2),
    "train-wrn-16-8-b32": ("cifar10", "wrn", 16, 8, "train", 32, 32, 32, 5),
    "train-wrn-34-2-b16-224x224": ("imagenet", "wrn", 34, 2, "train", 16, 224, 224, 2),
    "infer-wrn-28-10-b1": ("cifar10", "wrn", 28, 10, "inference", 1, 32, 32, 30),
    "infer-wrn-28-10-b8": ("cifar10", "wrn", 28, 10, "inference", 8, 32, 32, 10),
    "infer-wrn-34-2-b1-224x224": ("imagenet", "wrn", 34, 2, "inference", 1, 224, 224, 15),
    "infer-wrn-34-2-b1-608x800": ("imagenet", "wrn", 34, 2, "inference", 1, 608, 800, 5),
}
HEADINGS = (
    "work", "peer", "ms", "peer ms", "GFLOP/s", "peer GFLOP/s", "speed", "MB", "peer MB", "memory")


def run(*arguments):
    """The last line a program prints, as JSON if there is one."""
    result = subprocess.run([str(a) for a in arguments], capture_output=True, text=True)
    if result.returncode != 0:
        raise RuntimeError((result.stderr.strip().splitlines() or ["it said nothing"])[-1])
    return (result.stdout.splitlines() or [""])[-1]


def our_run(row, options):
    record = json.loads(run(
        options.program, "bench", row["dataset"], "--architecture", row["architecture"],
        "--depth", row["depth"], "--width", row["width"], "--mode", row["mode"],
        "--batch", row["batch"], "--size", f"{row['height']}x{row['pixels']}",
        "--steps", row["steps"], "--threads", options.threads, "--json"))
    return dict(
        seconds=record["seconds"]["median"], bytes=record["peakResidentBytes"],
        flops=record["forwardFlops"] * (3 if row["mode"] == "train" else 1))


def exported(name, row, folder):
    """The path, less its extension, of the network in the formats that peers read."""
    folder.mkdir(parents=True, exist_ok=True)
    model = folder / name
    if not Path(f"{model}.ncnn.bin").exists():
        print(f"{name}: exporting", file=sys.stderr)
        run(sys.executable, PEER, "export", json.dumps(row), "--model", model)
    return model


def measure(name, row, options):
    """The runs of each side, one for each round; a side that fails is left out."""
    sides = [US]
    for peer in options.peers:
        if peer == "pytorch":
            sides += PYTORCH
        elif row["mode"] == "inference":
            sides.append(peer)
    needs_model = any(side not in (US, *PYTORCH) for side in sides)
    model = exported(name, row, options.models) if needs_model else name
    runs = {side: [] for side in sides}
    for number in range(options.rounds):
        for side in list(runs):
            print(f"{name}, round {number + 1}: {side}", file=sys.stderr)
            if side == US:
                runs[side].append(our_run(row, options))
                continue
            try:
                runs[side].append(json.loads(run(
                    sys.executable, PEER, side, json.dumps(row), "--threads", options.threads,
                    "--steps", row["steps"], "--model", model)))
            except RuntimeError as error:
                print(f"{name}: without {side}: {error}", file=sys.stderr)
                del runs[side]
    return runs


def compared(name, runs):
    """The cells of a row for each peer."""
    def middle(side, key):
        return median(run[key] for run in runs[side])

    layouts = sorted((s for s in PYTORCH if s in runs), key=lambda side: middle(side, "seconds"))
    flops = runs[US][0]["flops"]
    seconds, size = middle(US, "seconds"), middle(US, "bytes")
    for peer in (side for side in runs if side not in (US, *layouts[1:])):
        peer_seconds, peer_size = middle(peer, "seconds"), middle(peer, "bytes")
        speed = median(b["seconds"] / a["seconds"] for a, b in zip(runs[US], runs[peer]))
        yield (
            name, f"{peer} {runs[peer][0]['version']}",
            f"{seconds * 1e3:.1f}", f"{peer_seconds * 1e3:.1f}",
            f"{flops / seconds * 1e-9:.0f}", f"{flops / peer_seconds * 1e-9:.0f}", f"{speed:.2f}",
            f"{size / 1e6:.0f}", f"{peer_size / 1e6:.0f}", f"{size / peer_size:.2f}")


def table(rows, markdown):
    rows = [HEADINGS, *rows]
    if markdown:
        rows.insert(1, ("---", "---") + (len(HEADINGS) - 2) * ("---:",))
        return "\n".join("| " + " | ".join(row) + " |" for row in rows)
    widths = [max(map(len, column)) for column in zip(*rows)]
    return "\n".join(
        "  ".join(c.ljust(w) if i < 2 else c.rjust(w) for i, (c, w) in enumerate(zip(row, widths)))
        for row in rows)


def processor():
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else os.uname().machine


def main():
    parser = argparse.ArgumentParser(
        prog="tools/compare", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--models", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--rows", default="", help="beginnings of names, with commas between")
    parser.add_argument("--peers", default=",".join(PEERS), help="default: %(default)s")
    parser.add_argument("--rounds", type=int, default=3, help="default: %(default)s")
    parser.add_argument("--steps", type=int, help="timed steps of each run (default: the row's)")
    parser.add_argument("--threads", type=int, default=os.cpu_count(), help="default: all")
    parser.add_argument("--markdown", action="store_true", help="the table of docs/performance.md")
    parser.add_argument("--list", action="store_true", help="only name the rows")
    options = parser.parse_args()
    options.peers = options.peers.split(",")
    for peer in set(options.peers) - set(PEERS):
        parser.error(f"no peer '{peer}'; there are {', '.join(PEERS)}.")
    beginnings = tuple(options.rows.split(","))
    for beginning in beginnings:
        if not any(name.startswith(beginning) for name in ROWS):
            parser.error(f"no row begins with '{beginning}'; --list names them.")
    names = [name for name in ROWS if name.startswith(beginnings)]
    if options.list:
        return print("\n".join(names))
    rows = []
    for name in names:
        row = dict(zip(FIELDS, ROWS[name]))
        row["steps"] = options.steps or row["steps"]
        rows += compared(name, measure(name, row, options))
    print(table(rows, options.markdown))
    print(f"\n{processor()}, {os.cpu_count()} processors, {options.threads} threads,"
          f" {datetime.date.today()}; medians of {options.rounds} {'round' if options.rounds == 1 else 'rounds'}.")


if __name__ == "__main__":
    main()
