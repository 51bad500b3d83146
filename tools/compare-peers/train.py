"""Trains PyTorch by the recipe of one of our runs and writes a run of the same form."""

import argparse
import json
import math
import pathlib
import time

import numpy as np
import torch
import yaml
from torch import nn

from networks import WideResNet

MEAN = np.array([125.3, 123.0, 113.9], np.float32).reshape(3, 1, 1)
DEVIATION = np.array([63.0, 62.1, 66.7], np.float32).reshape(3, 1, 1)

# What is not read from the recipe must have these values in it. Older runs lack some of the keys, and had the values.
COMPARED = {
    "dataset": "cifar10",
    "network.architecture": "wrn",
    "network.block": [3, 3],
    "network.shortcut": "B",
    "network.dropout": 0,
    "network.stochasticDepth": 0,
    "weights": None,
    "normalization": "cifar",
    "augmentation.crop": "padded",
    "augmentation.flip": True,
    "augmentation.colorJitter": 0,
    "augmentation.lighting": 0,
    "augmentation.erasing": 0,
    "labelSmoothing": 0,
    "mixup": 0,
    "accumulation": 1,
    "schedule.warmupEpochs": 0,
    "weightDecayOnNorms": True,
    "ema": 0,
    "evaluateEvery": 1,
    "flipTest": False,
    "patience": 0,
}


def refusal(recipe):
    """Why a recipe cannot be compared; None if it can."""
    # The momentum is reset where a step schedule drops the rate, and nowhere else.
    has_steps = recipe.get("schedule", {}).get("kind") == "step"
    resets = {"resetsMomentum": False} if has_steps else {}
    for key, needed in (COMPARED | resets).items():
        found = recipe
        for name in key.split("."):
            found = found.get(name, needed) if isinstance(found, dict) else needed
        if found != needed:
            return f"'{key}' is {text(found)}; only {text(needed)} is compared"
    return None


def text(value):
    """A value as recipes write it."""
    return "none" if value is None else json.dumps(value).replace('"', "")


def read(folder, split):
    """Normalised pictures `[N, 3, 32, 32]` and labels of CIFAR-10's binary version."""
    root = pathlib.Path(folder)
    if (root / "cifar-10-batches-bin").is_dir():
        root /= "cifar-10-batches-bin"
    names = [f"data_batch_{i}.bin" for i in range(1, 6)] if split == "train" else ["test_batch.bin"]
    records = np.concatenate([np.fromfile(root / name, np.uint8) for name in names]).reshape(-1, 3073)
    pictures = (records[:, 1:].reshape(-1, 3, 32, 32) - MEAN) / DEVIATION
    return torch.from_numpy(pictures), torch.from_numpy(records[:, 0].astype(np.int64))


def initialize(network):
    """The authors' Lua code: normal by fan-in, gamma uniform in 0..<1, the linear layer torch's."""
    for module in network.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
        elif isinstance(module, nn.BatchNorm2d):
            nn.init.uniform_(module.weight)
        elif isinstance(module, nn.Linear):
            bound = module.in_features**-0.5
            nn.init.uniform_(module.weight, -bound, bound)
            nn.init.zeros_(module.bias)


def cosine(start, end, share):
    return end + (start - end) * (1 + math.cos(math.pi * share)) / 2


def factor(schedule, progress, epochs):
    """`LearningRateSchedule.factor(at:of:)` without warm-up."""
    if schedule["kind"] == "one-cycle":
        peak = 0.3 * epochs
        if progress < peak:
            return cosine(0.04, 1, progress / peak)
        return cosine(1, 0, (progress - peak) / (epochs - peak))
    if schedule["kind"] == "cosine":
        return cosine(1, 0, progress / epochs)
    return schedule["factor"] ** sum(progress >= m - 1 for m in schedule["milestones"])


def augmented(pictures):
    """Mirrored with probability 1/2, padded by 4 reflected pixels, cropped at random."""
    padded = nn.functional.pad(pictures, (4, 4, 4, 4), mode="reflect")
    x, y = torch.randint(9, (2, len(pictures)))
    result = torch.empty_like(pictures)
    for i, mirrored in enumerate(torch.rand(len(pictures)) < 0.5):
        crop = padded[i, :, y[i] : y[i] + 32, x[i] : x[i] + 32]
        result[i] = crop.flip(2) if mirrored else crop
    return result


def train_epoch(network, optimizer, recipe, epoch, pictures, labels):
    network.train()
    batch = recipe["batch"]
    steps = len(labels) // batch
    order = torch.randperm(len(labels))
    loss_sum, correct = 0.0, 0
    for step in range(steps):
        progress = epoch + step / steps
        rate = recipe["learningRate"] * factor(recipe["schedule"], progress, recipe["epochs"])
        for group in optimizer.param_groups:
            group["lr"] = rate
        indices = order[step * batch : (step + 1) * batch]
        logits = network(augmented(pictures[indices]))
        loss = nn.functional.cross_entropy(logits, labels[indices])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        loss_sum += loss.item()
        correct += (logits.argmax(1) == labels[indices]).sum().item()
    return rate, loss_sum / steps, correct / (steps * batch)


@torch.no_grad()
def evaluate(network, pictures, labels):
    network.eval()
    logits = torch.cat([network(part) for part in pictures.split(250)])
    top = logits.topk(5).indices == labels[:, None]
    loss = nn.functional.cross_entropy(logits, labels).item()
    return loss, top[:, 0].float().mean().item(), top.any(1).float().mean().item()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=pathlib.Path, help="a run of ours, for its config.yaml")
    parser.add_argument("output", type=pathlib.Path, help="a new folder")
    parser.add_argument("--epochs", type=int, help="stop after so many epochs of the schedule")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    configuration = (arguments.run / "config.yaml").read_text()
    recipe = yaml.safe_load(configuration)
    if reason := refusal(recipe):
        parser.error(reason)
    network = recipe["network"]
    torch.manual_seed(arguments.seed)
    arguments.output.mkdir(parents=True)
    (arguments.output / "config.yaml").write_text(
        configuration.replace(f"\nseed: {recipe['seed']}\n", f"\nseed: {arguments.seed}\n"))

    training, test = read(recipe["data"], "train"), read(recipe["data"], "test")
    model = WideResNet("cifar10", network["depth"], network["width"])
    initialize(model)
    model = model.to(memory_format=torch.channels_last)
    optimizer = torch.optim.SGD(
        model.parameters(), lr=recipe["learningRate"], momentum=recipe["momentum"],
        nesterov=recipe["nesterov"], weight_decay=recipe["weightDecay"])
    best = 0.0
    for epoch in range(arguments.epochs or recipe["epochs"]):
        start = time.monotonic()
        rate, training_loss, training_top1 = train_epoch(
            model, optimizer, recipe, epoch, *training)
        seconds = time.monotonic() - start
        loss, top1, top5 = evaluate(model, *test)
        best = max(best, top1)
        line = json.dumps({
            "type": "epoch", "epoch": epoch + 1, "epochs": recipe["epochs"], "learningRate": rate,
            "trainingLoss": training_loss, "trainingTop1": training_top1, "loss": loss,
            "top1": top1, "top5": top5, "best": best, "seconds": seconds,
            "imagesPerSecond": len(training[1]) / seconds})
        print(line, flush=True)
        with (arguments.output / "log.jsonl").open("a") as log:
            log.write(line + "\n")


if __name__ == "__main__":
    main()
