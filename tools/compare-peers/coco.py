"""Loads and scores data of COCO's full size with pycocotools, faster-coco-eval and wrn-detect in turn.

Each measurement is a whole process: its time from start to end, and its largest resident memory. For the
evaluation the peers' time for evaluate() and accumulate() alone is given as well. The twelve numbers must agree
with pycocotools' to 1e-9.

The files are made by tools/make-coco-like: `train` is as large as instances_train2017.json, `val` has 5,000 pictures
with 100 detections each.
"""
import argparse, json, os, subprocess, sys, time

NUMBERS = ["AP", "AP50", "AP75", "APs", "APm", "APl", "AR1", "AR10", "AR100", "ARs", "ARm", "ARl"]
PEERS = ["pycocotools", "faster-coco-eval"]
TOOLS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")


def run_peer(peer, truth, results):
    """What a process that measures a peer does; prints the twelve numbers and the time of the evaluation."""
    if peer == "pycocotools":
        from pycocotools.coco import COCO
        from pycocotools.cocoeval import COCOeval
    else:
        from faster_coco_eval import COCO, COCOeval_faster as COCOeval
    truth = COCO(truth)
    if not results:
        return
    found = truth.loadRes(results)
    start = time.perf_counter()
    evaluation = COCOeval(truth, found, "bbox")
    evaluation.evaluate()
    evaluation.accumulate()
    seconds = time.perf_counter() - start
    evaluation.summarize()
    print(json.dumps({"numbers": [float(value) for value in evaluation.stats[:12]], "evaluation": seconds}))


def measure(command):
    """Runs a command: its last line of output, seconds, and peak memory in MB."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    output, errors = process.stdout.read(), process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    if status != 0:
        sys.exit(f"error: {' '.join(command)} failed: {errors.strip()}")
    return output.strip().split("\n")[-1], seconds, usage.ru_maxrss / 1024


def best(rounds, commands):
    """Runs the commands by turns; of each its last output, least seconds and least memory."""
    found = {}
    for _ in range(rounds):
        for name, command in commands.items():
            output, seconds, memory = measure(command)
            _, old_seconds, old_memory = found.get(name, (None, seconds, memory))
            found[name] = output, min(seconds, old_seconds), min(memory, old_memory)
    return found


def show(title, found):
    print(f"\n{title}\n  {'':18}{'seconds':>9}{'ratio':>8}{'MB':>9}{'ratio':>8}")
    _, own_seconds, own_memory = found["wrn-detect"]
    for name, (_, seconds, memory) in found.items():
        print(f"  {name:18}{seconds:9.2f}{seconds / own_seconds:8.1f}{memory:9.0f}{memory / own_memory:8.1f}")


def main():
    parser = argparse.ArgumentParser(
        prog="tools/compare-coco", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", help=argparse.SUPPRESS)
    parser.add_argument("--data", help="the folder for the files; those that are there are used")
    parser.add_argument("--images", type=int, default=118287, help="pictures of `train` (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=1, help="times to run each; the best counts (default: 1)")
    options = parser.parse_args()

    train, val = (os.path.join(options.data, name) for name in (f"train-{options.images}", "val"))
    make = os.path.join(TOOLS, "make-coco-like")
    for folder, arguments in [
            (train, ["--images", str(options.images)]), (val, ["--images", "5000", "--detections", "100"])]:
        if not os.path.isdir(folder):
            print(f"Making {folder}", file=sys.stderr)
            subprocess.run([sys.executable, make, folder + ".partial", *arguments], check=True)
            os.rename(folder + ".partial", folder)
    nothing = os.path.join(options.data, "nothing.json")
    with open(nothing, "w") as file:
        file.write("[]")

    def commands(truth, results=None):
        peers = {peer: [sys.executable, __file__, "--peer", peer, truth, results or ""] for peer in PEERS}
        own = [options.program, "score", "--json", "--ground-truth", truth, "--results", results or nothing]
        return peers | {"wrn-detect": own}

    truth = os.path.join(train, "instances.json")
    print(f"{os.cpu_count()} cores; the best of {options.rounds}.")
    show(f"Loading {os.path.getsize(truth) / 1e6:.0f} MB of annotations (wrn-detect: scoring no results)",
         best(options.rounds, commands(truth)))

    found = best(
        options.rounds, commands(os.path.join(val, "instances.json"), os.path.join(val, "results.json")))
    show("Scoring 500,000 detections in 5,000 pictures", found)
    outputs = {name: json.loads(output) for name, (output, _, _) in found.items()}
    for peer in PEERS:
        print(f"  of this {peer}'s evaluate() and accumulate(): {outputs[peer]['evaluation']:.2f} s")
    reference = outputs["pycocotools"]["numbers"]
    own = [outputs["wrn-detect"][name] for name in NUMBERS]
    difference = max(abs(a - b) for a, b in zip(own, reference))
    print(f"  largest difference of the twelve numbers from pycocotools': {difference:.1e}")
    if difference > 1e-9:
        sys.exit("error: the numbers differ by more than 1e-9")


if sys.argv[1:2] == ["--peer"]:
    run_peer(*sys.argv[2:])
else:
    main()
