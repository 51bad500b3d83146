"""Exchange weights with PyTorch both ways, at full size, and compare the logits; tools/compare-weights runs it.

Reading: torchvision's resnet34 and wide_resnet50_2 and the CIFAR networks of the authors, xternalz
and akamaster, all with random weights, are saved as safetensors in f32, f16 and bf16. `wrn-train predict`
names what a photo shows; its logits must be PyTorch's for the same file and the same picture, through
torchvision's own transforms.

Writing: `wrn-train export` writes them again with each program's names, PyTorch loads the file strictly,
and its logits must not have changed.

Needs 2 GB in the temporary folder. The exit code is 1 if a logit differs by more than 1e-4 of the
largest.
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

try:
    from torchvision import models, transforms
except RuntimeError:  # PyPI's torchvision beside the CPU build of PyTorch lacks operators that are not needed here
    for name in [name for name in sys.modules if name.partition(".")[0] == "torchvision"]:
        del sys.modules[name]
    for name in ("nms", "qnms"):
        torch.library.define(f"torchvision::{name}", "(Tensor boxes, Tensor scores, float overlap) -> Tensor")
    from torchvision import models, transforms

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import pytorch_networks as networks

TOLERANCE = 1e-4
IMAGENET = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]
CIFAR = [v / 255 for v in (125.3, 123.0, 113.9)], [v / 255 for v in (63.0, 62.1, 66.7)]


def photo(path, width, height):
    generator = torch.Generator().manual_seed(7)
    coarse = torch.rand((1, 3, 20, 30), generator=generator)
    fine = torch.nn.functional.interpolate(coarse, (height, width), mode="bicubic")
    fine += 0.1 * torch.rand((1, 3, height, width), generator=generator)
    pixels = (fine[0].clamp(0, 1) * 255).round().byte().permute(1, 2, 0).contiguous().numpy()
    Image.fromarray(pixels).save(path, quality=92)


def pixels(path, is_imagenet, statistics):
    if is_imagenet:  # the transforms of torchvision's V1 weights
        steps = [transforms.Resize(256), transforms.CenterCrop(224)]
    else:
        steps = [transforms.Resize(32, transforms.InterpolationMode.BICUBIC), transforms.CenterCrop(32)]
    steps += [transforms.ToTensor(), transforms.Normalize(*statistics)]
    return transforms.Compose(steps)(Image.open(path).convert("RGB"))[None]


class Comparison:
    def __init__(self, program, folder):
        self.program, self.folder, self.failed = program, folder, False

    def run(self, *arguments):
        result = subprocess.run([self.program, *map(str, arguments)], capture_output=True, text=True)
        if result.returncode:
            sys.exit(f"error: wrn-train {' '.join(map(str, arguments))}: {result.stderr}")
        return result

    def expect(self, what, found, expected):
        difference = (found - expected).abs().max().item() / expected.abs().max().item()
        self.failed |= not difference <= TOLERANCE
        print(f"{'ok  ' if difference <= TOLERANCE else 'FAIL'} {what}: {difference:.1e}", flush=True)

    def predicted(self, file, picture):
        output = self.run("predict", file, picture, "--json", "--logits").stdout
        return torch.tensor(json.loads(output)["logits"])

    def compare(self, name, state, load, names, is_imagenet, statistics, types, pictures):
        """`load` makes of a state dictionary, strictly, a function from pixels to logits."""
        for type, dtype in types.items():
            rounded = {
                key: value.to(dtype) if value.is_floating_point() else value
                for key, value in state.items()
            }
            file = self.folder / f"{name}-{type}.safetensors"
            save_file(rounded, file)
            forward = load({key: value.float() for key, value in rounded.items()})
            for picture in pictures:
                with torch.no_grad():
                    expected = forward(pixels(picture, is_imagenet, statistics))[0]
                found = self.predicted(file, picture)
                self.expect(f"{name} {type}, {picture.name}", found, expected)
            written = self.folder / "exported.safetensors"
            self.run("export", file, written, "--names", names, "--type", type)
            exported = load({key: value.float() for key, value in load_file(written).items()})
            with torch.no_grad():
                found = exported(pixels(pictures[-1], is_imagenet, statistics))[0]
            self.expect(f"{name} {type} exported to PyTorch", found, expected)
            file.unlink()
            written.unlink()


def module(make):
    """Loads strictly into a new module: every key must be there, and none besides."""

    def load(state):
        network = make()
        network.load_state_dict(state, strict=True)
        return network.eval()

    return load


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--program", required=True, help="wrn-train")
    program = parser.parse_args().program
    types = dict(f32=torch.float32, f16=torch.float16, bf16=torch.bfloat16)
    torch.set_num_threads(2)
    with tempfile.TemporaryDirectory() as folder:
        comparison = Comparison(program, Path(folder))
        pictures = []
        # Odd margins of the crop, rounded to the even side; then a JPEG that could be decoded smaller.
        for width, height in ((500, 375), (375, 500), (1301, 1101)):
            pictures.append(Path(folder) / f"{width}x{height}.jpg")
            photo(pictures[-1], width, height)
        cifar = dict(depth=16, width=2, classes=10)
        modules = [
            ("resnet34", models.resnet34, "torchvision", True, IMAGENET),
            ("wide_resnet50_2", models.wide_resnet50_2, "torchvision", True, IMAGENET),
            ("WRN-34-1.5", lambda: networks.WideImageNet(34, 1.5, 1000), "torchvision", True, IMAGENET),
            ("xternalz", lambda: networks.Xternalz(**cifar), "xternalz", False, CIFAR),
            ("akamaster", lambda: networks.Akamaster(20, 10), "akamaster", False, IMAGENET),
        ]
        for seed, (name, make, names, is_imagenet, statistics) in enumerate(modules):
            state = networks.randomise(make(), seed).state_dict()
            kinds = types if seed != 2 else dict(f32=torch.float32)
            comparison.compare(
                name, state, module(make), names, is_imagenet, statistics, kinds, pictures
            )
        params = networks.authors_parameters(**cifar, generator=torch.Generator().manual_seed(5))

        def authors(state):
            assert set(state) == set(params), set(state) ^ set(params)
            return lambda x: networks.authors_forward(state, x)

        comparison.compare("authors", params, authors, "authors", False, CIFAR, types, pictures)
    sys.exit(1 if comparison.failed else 0)


if __name__ == "__main__":
    main()
