"""Exports networks with random weights as ONNX, and demands that ONNX Runtime finds the same logits as
wrn-train; tools/check-onnx runs it.

Weights and running statistics are drawn here, for the tensors that `wrn-train summary --json` names.
The logits of two pictures must agree within 1e-4 of the largest.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from PIL import Image
from safetensors.numpy import save_file

NETWORKS = [
    "cifar10 --depth 16 --width 2",
    "cifar100 --depth 40 --width 1",
    "cifar10 --depth 40 --width 2 --block 3,1",
    "cifar10 --depth 28 --width 10",
    "cifar10 --architecture resnet --depth 20",
    "cifar10 --architecture resnet --depth 110 --stochastic-depth 0.5",
    "cifar10 --architecture preact-resnet --depth 164",
    "imagenet --depth 18 --width 1",
    "imagenet --depth 34 --width 2",
    "imagenet --depth 50 --width 2",
]
TOLERANCE = 1e-4
CIFAR = dict(mean=[125.3, 123, 113.9], deviation=[63, 62.1, 66.7])
IMAGENET = dict(
    mean=[0.485 * 255, 0.456 * 255, 0.406 * 255],
    deviation=[0.229 * 255, 0.224 * 255, 0.225 * 255],
)


def run(program, *arguments):
    return subprocess.run([program, *arguments], check=True, capture_output=True, text=True).stdout


def random_tensors(tensors, generator):
    """Convolutions by He's rule; batch normalisation that moves every channel, and none far."""
    values = {}
    for tensor in tensors:
        name, shape = tensor["name"], tensor["shape"]
        if len(shape) > 1:
            value = generator.normal(0, (2 / np.prod(shape[1:])) ** 0.5, shape)
        elif name.endswith(("bias", "running_mean")):
            value = generator.normal(0, 0.1, shape)
        else:
            value = generator.uniform(0.4, 1.2, shape)
        values[name] = value.astype(np.float32)
    return values


class Network:
    """One network in a folder: its weights, its ONNX model, and what both programs make of pictures."""

    def __init__(self, program, arguments, folder):
        self.program, self.folder = program, folder
        self.summary = json.loads(run(program, "summary", *arguments.split(), "--json"))
        configuration = self.summary["configuration"]
        self.is_cifar = configuration["family"] == "cifar"
        self.size = 32 if self.is_cifar else 224
        self.normalization = CIFAR if self.is_cifar else IMAGENET
        self.description = dict(
            network=configuration,
            pictureSize=self.size,
            normalization=self.normalization,
            classNames=[f"class {i}" for i in range(configuration["classes"])],
        )
        self.weights, self.model = folder / "net.safetensors", folder / "net.onnx"
        self.tensors = random_tensors(self.summary["tensors"], np.random.default_rng(1))

    def export(self, *options):
        metadata = dict(classifier=json.dumps(self.description))
        save_file(self.tensors, self.weights, metadata)
        run(self.program, "export", self.weights, self.model, *options)

    def input(self, pixels):
        """What the network sees of pictures: for ImageNet the middle of 256x256."""
        edge = (pixels.shape[1] - self.size) // 2
        pixels = pixels[:, edge : edge + self.size, edge : edge + self.size]
        mean, deviation = (np.float32(self.normalization[k]) for k in ("mean", "deviation"))
        return ((pixels.astype(np.float32) - mean) / deviation).transpose(0, 3, 1, 2)

    def onnx_logits(self, pixels):
        session = onnxruntime.InferenceSession(self.model, providers=["CPUExecutionProvider"])
        return session.run(["logits"], {"input": self.input(pixels)})[0].astype(np.float64)

    def own_logits(self, pixels):
        rows = []
        for i, picture in enumerate(pixels):
            path = self.folder / f"{i}.png"
            Image.fromarray(picture).save(path)
            output = run(self.program, "predict", self.weights, path, "--json", "--logits")
            rows.append(json.loads(output)["logits"])
        return np.array(rows)


def check(program, arguments, folder):
    """The largest difference, as a share of the largest logit."""
    network = Network(program, arguments, folder)
    side = 32 if network.is_cifar else 256
    pixels = np.random.default_rng(2).integers(0, 256, (2, side, side, 3), dtype=np.uint8)
    network.export("--batch", "1")
    onnx.checker.check_model(network.model, full_check=True)
    one = network.onnx_logits(pixels[:1])
    network.export()
    onnx.checker.check_model(network.model, full_check=True)
    logits = network.onnx_logits(pixels)
    largest = np.abs(logits).max()
    if np.abs(logits[0] - logits[1]).max() < 0.01 * largest:
        sys.exit(f"error: {arguments}: nothing tells the two pictures apart.")
    found = network.own_logits(pixels)
    difference = max(np.abs(found - logits).max(), np.abs(one - logits[:1]).max()) / largest
    operators = [node.op_type for node in onnx.load(network.model).graph.node]
    print(
        f"{network.summary['network']:>24}  {len(operators):4} operators,"
        f" {operators.count('BatchNormalization'):3} batch norms,"
        f" {network.model.stat().st_size / 1e6:7.1f} MB, difference {difference:.1e}",
        flush=True,
    )
    return difference


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", required=True, help="wrn-train")
    parser.add_argument(
        "networks", nargs="*", help="what follows 'wrn-train summary', one argument each"
    )
    options = parser.parse_args()
    failed = False
    for arguments in options.networks or NETWORKS:
        with tempfile.TemporaryDirectory() as folder:
            if not check(options.program, arguments, Path(folder)) <= TOLERANCE:
                print(f"error: '{arguments}' differs by more than {TOLERANCE}.", file=sys.stderr)
                failed = True
    sys.exit(failed)


if __name__ == "__main__":
    main()
