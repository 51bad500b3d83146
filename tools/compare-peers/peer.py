#!/usr/bin/env python3
"""Time one framework on one row of compare.py, in a process of its own, and print one JSON object.

    peer.py pytorch '{"dataset": ...}' --threads 2 --steps 5
    peer.py export '{"dataset": ...}' --model FILE     writes FILE.onnx, FILE.ncnn.* and FILE.npy

A framework is imported only where it is timed, so that peak memory is its own.
"""

import argparse
import json
import statistics
import tempfile
import time
from functools import partial
from pathlib import Path

import numpy

WARM_UPS = 2


def pictures(row):
    shape = (row["batch"], 3, row["height"], row["pixels"])
    return numpy.random.default_rng(0).standard_normal(shape, dtype=numpy.float32)


def pytorch(row, threads, _model, channels_last=False):
    import torch
    from networks import WideResNet

    torch.set_num_threads(threads)
    layout = torch.channels_last if channels_last else torch.contiguous_format
    net = WideResNet(row["dataset"], row["depth"], row["width"], row["architecture"]).to(memory_format=layout)
    inputs = torch.from_numpy(pictures(row)).contiguous(memory_format=layout)
    version = torch.__version__.split("+")[0]
    if row["mode"] == "inference":
        net.eval()

        def infer():
            with torch.inference_mode():
                net(inputs)

        return infer, version

    labels = torch.randint(net.fc.out_features, (row["batch"],))
    optimizer = torch.optim.SGD(
        net.parameters(), lr=1e-3, momentum=0.9, nesterov=True, weight_decay=5e-4)

    def train():
        optimizer.zero_grad(set_to_none=True)
        torch.nn.functional.cross_entropy(net(inputs), labels).backward()
        optimizer.step()

    return train, version


def onnxruntime(row, threads, model):
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(
        f"{model}.onnx", options, providers=["CPUExecutionProvider"])
    inputs = {session.get_inputs()[0].name: pictures(row)}
    return lambda: session.run(None, inputs)[0], onnxruntime.__version__


def openvino(row, threads, model):
    import openvino

    # Without the last hint newer processors would compute in bfloat16.
    compiled = openvino.Core().compile_model(f"{model}.onnx", "CPU", {
        "PERFORMANCE_HINT": "LATENCY", "INFERENCE_NUM_THREADS": threads,
        "INFERENCE_PRECISION_HINT": "f32"})
    request = compiled.create_infer_request()
    inputs = [pictures(row)]
    return lambda: request.infer(inputs)[0], openvino.__version__.split("-")[0]


def ncnn(row, threads, model):
    import ncnn

    net = ncnn.Net()
    net.opt.num_threads = threads
    net.opt.use_fp16_packed = net.opt.use_fp16_storage = net.opt.use_fp16_arithmetic = False
    net.load_param(f"{model}.ncnn.param")
    net.load_model(f"{model}.ncnn.bin")
    inputs = [ncnn.Mat(picture).clone() for picture in pictures(row)]

    def one(picture):
        with net.create_extractor() as extractor:
            extractor.input("in0", picture)
            return numpy.array(extractor.extract("out0")[1])

    # It knows no batches.
    return lambda: [one(picture) for picture in inputs], ncnn.__version__


PEERS = {
    "pytorch": pytorch, "pytorch-channels-last": partial(pytorch, channels_last=True),
    "onnxruntime": onnxruntime, "openvino": openvino, "ncnn": ncnn,
}


def export(row, model):
    import pnnx
    import torch
    from networks import WideResNet

    torch.manual_seed(0)
    net = WideResNet(row["dataset"], row["depth"], row["width"], row["architecture"]).eval()
    inputs = torch.from_numpy(pictures(row))
    numpy.save(f"{model}.npy", net(inputs).detach().numpy())
    torch.onnx.export(net, (inputs,), f"{model}.onnx", dynamo=True)
    with tempfile.TemporaryDirectory() as folder:
        pnnx.export(
            net, f"{folder}/network.pt", inputs[:1], fp16=False,
            ncnnparam=f"{model}.ncnn.param", ncnnbin=f"{model}.ncnn.bin")


def check(outputs, model):
    """An exported network must still compute what PyTorch computes."""
    expected = numpy.load(f"{model}.npy")
    difference = abs(numpy.array(outputs) - expected).max() / abs(expected).max()
    if not difference < 1e-3:
        raise SystemExit(f"the outputs differ from PyTorch's by {difference:.1e} of the largest.")


def peak_resident_bytes():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) * 1024


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("peer", choices=["export", *PEERS])
    parser.add_argument("row", type=json.loads)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--steps", type=int, default=5)
    parser.add_argument("--model", type=Path)
    options = parser.parse_args()
    if options.peer == "export":
        return export(options.row, options.model)
    step, version = PEERS[options.peer](options.row, options.threads, options.model)
    for _ in range(WARM_UPS):
        outputs = step()
    if outputs is not None:
        check(outputs, options.model)
    seconds = []
    for _ in range(options.steps):
        start = time.perf_counter()
        step()
        seconds.append(time.perf_counter() - start)
    print(json.dumps({
        "seconds": statistics.median(seconds), "bytes": peak_resident_bytes(),
        "version": version}))


if __name__ == "__main__":
    main()
