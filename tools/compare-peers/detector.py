"""Compares detectors with random weights with the same networks in PyTorch; tools/check-detector runs it.

`wrn-detect init` writes a detector, this program changes its weights so that none is at a value that
hides a fault, and `wrn-detect features` says what it makes of boxes in a photo. PyTorch computes the same in
double precision. The largest difference must be 1e-4 of the largest value of each tensor, or less.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import torch
from PIL import Image
from safetensors.torch import load_file, save_file

import detector_network

ROOT = Path(__file__).resolve().parents[2]
PHOTO = ROOT / "Tests/TrainingTests/Fixtures/photo.jpg"
TOLERANCE = 1e-4
CLASSES = 5
RECIPES = {
    "the defaults": {},
    "MultiPathNet in full, LocNet for each class": {
        "trunk": {"width": 0.25, "levels": [2, 3, 4]},
        "regions": {"foveal": [1, 1.5, 2, 4], "boxTower": True},
        "localization": {"model": "combined", "isClassSpecific": True},
    },
    "layer4 as head, LocNet's borders": {
        "trunk": {"depth": 34, "width": 0.25},
        "regions": {"head": "layer4", "boxTower": True},
        "localization": {"model": "borders"},
    },
    "layer4 with bottlenecks, in-out": {
        "trunk": {"depth": 50, "width": 0.5},
        "regions": {"head": "layer4", "pooling": "max", "thresholds": [0.5]},
        "localization": {"model": "inOut"},
    },
    "maxima, one level": {
        "trunk": {"levels": [3]},
        "proposals": {"objectnessLayers": 2},
        "regions": {"pooling": "max", "foveal": [4, 2], "thresholds": [0.6, 0.7], "boxTower": True},
    },
}


def run(program, *arguments):
    result = subprocess.run([program, *arguments], capture_output=True, text=True)
    if result.returncode:
        sys.exit(f"wrn-detect {' '.join(map(str, arguments))}\n{result.stderr}")


def decide(path, picture, boxes):
    """Changes the weights of a file as a training would: boxes, classes and channels differ, no layer is
    at a value that hides a fault, and each passes on numbers of about 1."""
    generator = torch.Generator().manual_seed(1)
    network = detector_network.Weights(path)
    for name, value in network.tensors.items():
        if value.dim() == 1:
            low, high = (0.5, 1.2) if name.endswith(("weight", "running_var")) else (-0.1, 0.1)
            value.copy_(torch.rand(value.shape, generator=generator) * (high - low) + low)
        elif value.dim() == 2:  # some layers start small
            value.copy_(torch.randn(value.shape, generator=generator) * (2 / value.shape[1]) ** 0.5)
    network.calibrates = True
    detector_network.detector(network, picture, boxes)
    tensors = {name: value.float() for name, value in network.tensors.items()}
    save_file(tensors, path, network.metadata)


def boxes(width, height):
    """Boxes of all sizes as COCO writes them, some over the picture's border."""
    generator = torch.Generator().manual_seed(2)
    size = 4 * (torch.tensor([width, height]) / 4) ** torch.rand((40, 2), generator=generator)
    corner = torch.rand((40, 2), generator=generator) * torch.tensor([width, height]) - size / 2
    every = [[0, 0, width, height]] + torch.cat([corner, size], 1).tolist()
    return [{"image_id": 1, "category_id": 1, "bbox": box, "score": 1} for box in every]


def compare(ours, theirs):
    """Prints the largest difference of each tensor, and returns whether all are small."""
    agree = set(ours) == set(theirs)
    for name in sorted(set(ours) | set(theirs)):
        if name not in ours or name not in theirs:
            print(f"  {name}: only one of the two has it")
            continue
        expected = theirs[name]
        found = ours[name].double()
        if found.shape != expected.shape:
            print(f"  {name}: {list(found.shape)}, not {list(expected.shape)}")
            agree = False
            continue
        error = ((found - expected).abs().max() / expected.abs().max()).item()
        agree &= error <= TOLERANCE
        print(f"  {name:16} {str(list(found.shape)):20} {error:.1e}")
    return agree


def check(program, recipe, photo, folder):
    weights, output, list_of_boxes = (folder / name for name in ("w.safetensors", "f.safetensors", "b.json"))
    list_of_boxes.write_text(json.dumps(boxes(*Image.open(photo).size)))

    def features():
        run(program, "features", photo, list_of_boxes, output, "--weights", weights)
        values = load_file(output)
        return values.pop("picture").double(), values.pop("boxes").double(), values

    run(program, "init", recipe, weights, "--classes", str(CLASSES))
    decide(weights, *features()[:2])
    picture, corners, ours = features()
    network = detector_network.Weights(weights)
    theirs = detector_network.detector(network, picture, corners)
    if network.unused:
        print(f"  not used by PyTorch: {', '.join(network.unused)}")
    return compare(ours, theirs) and not network.unused


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("recipes", nargs="*", help="YAML recipes (default: small networks with every option)")
    parser.add_argument("--program", required=True)
    parser.add_argument("--photo", default=PHOTO)
    options = parser.parse_args()
    failed = False
    torch.set_grad_enabled(False)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        recipes = [(recipe, recipe) for recipe in options.recipes]
        if not recipes:
            for title, architecture in RECIPES.items():
                path = folder / f"{len(recipes)}.yaml"
                path.write_text(json.dumps({"architecture": architecture}))  # JSON is YAML
                recipes.append((title, path))
        for title, recipe in recipes:
            print(title)
            failed |= not check(options.program, recipe, options.photo, folder)
    print("differs" if failed else "agrees")
    sys.exit(failed)


if __name__ == "__main__":
    main()
