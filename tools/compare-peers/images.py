"""Times decoding and resizing against Pillow; tools/compare-images runs it."""

import argparse
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np
from PIL import Image, features

# Stored size, format, and the shorter side to make of it.
CASES = [
    ((500, 375), "jpg", 256),
    ((640, 480), "jpg", 256),
    ((640, 480), "jpg", 360),
    ((640, 480), "jpg", 600),
    ((1000, 750), "jpg", 224),
    ((1500, 1000), "jpg", 224),
    ((1500, 1000), "jpg", 600),
    ((2000, 1500), "jpg", 224),
    ((2000, 1500), "jpg", 600),
    ((4000, 3000), "jpg", 224),
    ((4000, 3000), "jpg", 600),
    ((640, 480), "png", 256),
    ((1500, 1000), "png", 224),
]


def photo(width, height):
    """Like a photo: power falls with the square of the frequency, and a little noise of the sensor."""
    generator = np.random.default_rng(width * height)
    y = np.fft.fftfreq(height)[:, None] * height
    x = np.fft.rfftfreq(width)[None, :] * width
    planes = []
    for _ in range(3):
        spectrum = np.fft.rfft2(generator.normal(size=(height, width))) / np.maximum(np.hypot(x, y), 1)
        plane = np.fft.irfft2(spectrum, (height, width))
        planes.append(plane / plane.std())
    # Channels of photos differ less than they agree.
    grey = np.mean(planes, axis=0)
    pixels = np.stack([128 + 70 * grey + 15 * plane for plane in planes], axis=-1)
    pixels += generator.normal(0, 2, pixels.shape)
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def pictures(folder):
    folder.mkdir(parents=True, exist_ok=True)
    for (width, height), kind, side in CASES:
        path = folder / f"{width}x{height}.{kind}"
        if not path.exists():
            photo(width, height).save(path, quality=90)
        yield path, side


def plain(path, size):
    return Image.open(path).convert("RGB").resize(size, Image.Resampling.BILINEAR)


def draft(path, size):
    """By our rule: the smallest of 1/1, 1/2, 1/4 and 1/8 that is at least twice the result."""
    image = Image.open(path)
    image.draft("RGB", (2 * size[0], 2 * size[1]))
    return image.convert("RGB").resize(size, Image.Resampling.BILINEAR)


class Ours:
    def __init__(self, timer):
        self.process = subprocess.Popen([timer], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, path, size, what):
        self.process.stdin.write(f"{path}\t{size[0]}\t{size[1]}\t{what}\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def times(self, path, size, count):
        return [float(text) for text in self.ask(path, size, count).split("\t")]

    def image(self, path, size):
        with tempfile.TemporaryDirectory() as folder:
            target = f"{folder}/picture.png"
            if self.ask(path, size, target) != "written":
                raise SystemExit(f"error: '{path}' could not be resized.")
            return Image.open(target).convert("RGB")


def times(pillow, path, size, count):
    result = []
    for _ in range(count):
        start = time.perf_counter()
        pillow(path, size)
        result.append(time.perf_counter() - start)
    return result


def compare(ours, path, side, rounds, count):
    with Image.open(path) as image:
        width, height = image.size
    scale = side / min(width, height)
    size = (round(width * scale), round(height * scale))
    difference = np.abs(np.asarray(ours.image(path, size), np.int16) - np.asarray(plain(path, size), np.int16))
    own, full, reduced = [], [], []
    for _ in range(rounds):
        own += ours.times(path, size, count)
        full += times(plain, path, size, count)
        reduced += times(draft, path, size, count)
    own, full, reduced = (statistics.median(values) for values in (own, full, reduced))
    print(f"{path.name:16} {size[0]:4} x {size[1]:<4} {own * 1e3:8.2f} {full * 1e3:8.2f} {full / own:6.2f} "
          f"{reduced * 1e3:8.2f} {reduced / own:6.2f}   {difference.mean():5.2f} {difference.max():4}", flush=True)


def main():
    parser = argparse.ArgumentParser(
        prog="tools/compare-images",
        description="Decodes and resizes pictures with this package and with Pillow, one thread each, in turn. "
        "This package decodes a JPEG at 1/2, 1/4 or 1/8 where that is at least twice the result; 'draft' is Pillow by the "
        "same rule. The difference in grey levels, mean and largest, is to Pillow's full decoding.")
    parser.add_argument("files", nargs="*", type=Path, help="JPEG and PNG files (default: made here)")
    parser.add_argument("--side", type=int, default=256, help="shorter side to make of FILES (default: 256)")
    parser.add_argument("--rounds", type=int, default=7, help="rounds of each (default: 7)")
    parser.add_argument("--count", type=int, default=5, help="pictures of each in a round (default: 5)")
    parser.add_argument("--timer", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--pictures", required=True, type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()

    ours = Ours(arguments.timer)
    print(f"Pillow {Image.__version__} with libjpeg-turbo {features.version('libjpeg_turbo')}; medians in ms of "
          f"{arguments.rounds} x {arguments.count}")
    print(f"{'picture':16} {'result':11} {'ours':>8} {'Pillow':>8} {'ratio':>6} {'draft':>8} {'ratio':>6}   difference")
    for path, side in [(path, arguments.side) for path in arguments.files] or pictures(arguments.pictures):
        compare(ours, path, side, arguments.rounds, arguments.count)


main()
