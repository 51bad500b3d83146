"""The detector of `wrn-detect`, written in PyTorch from the description that its weights' file carries.

It computes in double precision, for boxes that are given, what `wrn-detect features` writes. Tensors are
[N, C, H, W]; only the linear layers behind a pooled region read its cells with the channels last, because
they are saved as `wrn-detect` has them.
"""

import json
import math

import torch
from safetensors import safe_open
from torch.nn import functional as F

FOVEAL_LEVELS = {1: 3, 1.5: 2, 2: 2, 4: 1}
DEVIATIONS = torch.tensor([0.1, 0.1, 0.2, 0.2], dtype=torch.float64)
LARGEST_GROWTH = 1000 / 16
SEARCH_FACTOR = 1.8


class Weights:
    """The tensors of a file, and which of them were asked for."""

    def __init__(self, path):
        with safe_open(path, "pt") as file:
            self.metadata = file.metadata()
            self.tensors = {name: file.get_tensor(name).double() for name in file.keys()}
        self.architecture = json.loads(self.metadata["wrn-detect.architecture"])
        self.classes = len(json.loads(self.metadata["wrn-detect.categories"]))
        self.used = set()
        # Whether batch norms take the statistics of what they see, as in training.
        self.calibrates = False

    def __contains__(self, name):
        return name in self.tensors

    def __getitem__(self, name):
        self.used.add(name)
        return self.tensors[name]

    @property
    def unused(self):
        return sorted(set(self.tensors) - self.used)


# Layers


def conv(w, name, x, stride=1):
    weight = w[f"{name}.weight"]
    bias = w[f"{name}.bias"] if f"{name}.bias" in w else None
    return F.conv2d(x, weight, bias, stride, weight.shape[-1] // 2)


def norm(w, name, x):
    if w.calibrates:
        w.tensors[f"{name}.running_mean"] = x.mean((0, 2, 3))
        w.tensors[f"{name}.running_var"] = x.var((0, 2, 3)) + 1e-3
    return F.batch_norm(
        x, w[f"{name}.running_mean"], w[f"{name}.running_var"], w[f"{name}.weight"], w[f"{name}.bias"]
    )


def linear(w, name, x):
    return F.linear(x, w[f"{name}.weight"], w[f"{name}.bias"])


def channels_last(x):
    return x.permute(0, 2, 3, 1).flatten(1)


def scaled(boxes, factor):
    centre, half = (boxes[:, :2] + boxes[:, 2:]) / 2, (boxes[:, 2:] - boxes[:, :2]) / 2 * factor
    return torch.cat([centre - half, centre + half], 1)


def aligned(level, boxes, size, samples):
    """torchvision's `roi_align(..., aligned=True)`: bilinear, so a product of one matrix for each axis."""
    x, stride = level

    def weights(start, end, count):
        """[R, size, count]: what each cell of the map gives to each bin."""
        start, end = start / stride - 0.5, end / stride - 0.5
        steps = (torch.arange(size * samples, dtype=x.dtype) + 0.5) / (size * samples)
        place = start[:, None] + steps * (end - start)[:, None]
        inside = (place >= -1) & (place <= count)
        cells = torch.arange(count, dtype=x.dtype)
        each = (1 - (place.clamp(0, count - 1)[..., None] - cells).abs()).clamp(min=0)
        return (each * inside[..., None]).view(len(boxes), size, samples, count).mean(2)

    rows = weights(boxes[:, 1], boxes[:, 3], x.shape[2])
    columns = weights(boxes[:, 0], boxes[:, 2], x.shape[3])
    return torch.einsum("rih,chw,rjw->rcij", rows, x[0], columns)


def maxima(level, boxes, size):
    """torchvision's `roi_pool`: corners rounded to cells, ends inclusive, in single precision."""
    x, stride = level
    scaled = boxes.float() / stride
    corners = (scaled.sign() * (scaled.abs() + 0.5).floor()).tolist()
    result = x.new_zeros(len(boxes), x.shape[1], size, size)

    def span(i, start, end, count):
        bin = torch.tensor(max(end - start + 1, 1), dtype=torch.float32) / size
        first, last = (i * bin).floor().item() + start, ((i + 1) * bin).ceil().item() + start
        return slice(int(min(max(first, 0), count)), int(min(max(last, 0), count)))

    for r, (x0, y0, x1, y1) in enumerate(corners):
        for i in range(size):
            for j in range(size):
                cells = x[0, :, span(i, y0, y1, x.shape[2]), span(j, x0, x1, x.shape[3])]
                if cells.numel():
                    result[r, :, i, j] = cells.amax((1, 2))
    return result


# The trunk: torchvision's ResNet, of any width


def block(w, name, x, stride):
    count = 3 if f"{name}.conv3.weight" in w else 2
    strided = 2 if count == 3 else 1
    y = x
    for i in range(1, count + 1):
        y = norm(w, f"{name}.bn{i}", conv(w, f"{name}.conv{i}", y, stride if i == strided else 1))
        y = F.relu(y) if i < count else y
    if f"{name}.downsample.0.weight" in w:
        x = norm(w, f"{name}.downsample.1", conv(w, f"{name}.downsample.0", x, stride))
    return F.relu(x + y)


def layer(w, number, x):
    index = 0
    while f"trunk.layer{number}.{index}.conv1.weight" in w:
        x = block(w, f"trunk.layer{number}.{index}", x, 2 if number > 1 and index == 0 else 1)
        index += 1
    return x


def trunk(w, picture):
    """(map, stride) of each level that the detector reads."""
    x = F.relu(norm(w, "trunk.bn1", conv(w, "trunk.conv1", picture, 2)))
    x, levels = F.max_pool2d(x, 3, 2, 1), w.architecture["trunk"]["levels"]
    maps = {}
    for number in range(1, max(levels) + 1):
        maps[number] = x = layer(w, number, x)
    return [(maps[number], 2 ** (number + 1)) for number in levels]


# MultiPathNet


def pooled(regions, level, boxes, size):
    if regions["pooling"] == "align":
        return aligned(level, boxes, size, 2)
    return maxima(level, boxes, size)


def tower(w, name, levels, boxes, factor):
    parts = []
    for level in levels:
        part = pooled(w.architecture["regions"], level, scaled(boxes, factor), 7)
        unit = F.normalize(part.flatten(1), eps=1e-6).view_as(part)
        parts.append(unit * math.sqrt(part[0].numel()))
    x = conv(w, f"{name}.reduce", torch.cat(parts, 1))
    return F.relu(linear(w, f"{name}.fc", channels_last(x)))


def encoded(w, levels, boxes):
    """The vectors for classes and for boxes."""
    regions = w.architecture["regions"]
    if regions["head"] == "layer4":
        vector = layer(w, 4, pooled(regions, levels[-1], boxes, 14)).mean((2, 3))
        return vector, vector
    towers = [
        tower(w, f"regions.towers.{i}", levels[-FOVEAL_LEVELS[factor] :], boxes, factor)
        for i, factor in enumerate(regions["foveal"])
    ]
    own = tower(w, "regions.box_tower", levels, boxes, 1.5) if regions["boxTower"] else None
    return torch.cat(towers, 1), own


def regressed(offsets, boxes):
    """A box for each class: [R, classes, 4]."""
    t = offsets.view(len(boxes), -1, 4) * DEVIATIONS
    size = (boxes[:, 2:] - boxes[:, :2])[:, None]
    centre = ((boxes[:, :2] + boxes[:, 2:]) / 2)[:, None] + t[..., :2] * size
    half = size * t[..., 2:].clamp(max=math.log(LARGEST_GROWTH)).exp() / 2
    return torch.cat([centre - half, centre + half], -1)


def region_scores(w, levels, boxes):
    vectors, box_vectors = encoded(w, levels, boxes)
    heads = len(w.architecture["regions"]["thresholds"])
    logits = linear(w, "regions.classifier", vectors).view(len(boxes), heads, -1)
    result = {"vectors": vectors, "probabilities": logits.softmax(-1).mean(1)[:, 1:]}
    if w.architecture["regions"]["boxTower"]:
        result["class_boxes"] = regressed(linear(w, "regions.box_regressor", box_vectors), boxes)
    return result


# AttractioNet and LocNet, on narrowed maps


def narrowed(w, levels):
    return [
        (F.relu(norm(w, f"features.{i}.bn", conv(w, f"features.{i}.conv", x))), stride)
        for i, (x, stride) in enumerate(levels)
    ]


def joined(levels, boxes, size, samples):
    return torch.cat([aligned(level, boxes, size, samples) for level in levels], 1)


def objectness(w, levels, boxes):
    x, number = channels_last(joined(levels, boxes, 5, 1)), 6
    while f"proposals.objectness.fc{number + 1}.weight" in w:
        x, number = F.relu(linear(w, f"proposals.objectness.fc{number}", x)), number + 1
    return linear(w, f"proposals.objectness.fc{number}", x).sigmoid().flatten()


def localization(w, name, levels, boxes, samples, vectors, classes):
    """The logits of columns and of rows: [R, axes, classes, vectors, cells]."""
    x = joined(levels, scaled(boxes, SEARCH_FACTOR), 14, samples)
    x = F.relu(conv(w, f"{name}.conv7", F.relu(conv(w, f"{name}.conv6", x))))
    # The maxima of columns and of rows; the channels stand last again.
    columns, rows = (x.amax(axis).transpose(1, 2).flatten(1) for axis in (2, 3))
    logits = [linear(w, f"{name}.fc_x", columns), linear(w, f"{name}.fc_y", rows)]
    return torch.stack(logits, 1).view(len(boxes), 2, classes, vectors, -1)


def neighbours(x, cells):
    """Of [..., M], the three around each of the cells [...]; zeros outside."""
    return F.pad(x, (1, 1)).gather(-1, torch.stack([cells, cells + 1, cells + 2], -1))


def intervals(model, logits):
    """Where the object begins and ends on each axis [..., vectors, M], in cells: [..., 2].

    The best of all pairs of cells, its ends moved by what the cells beside them say.
    """
    cells = logits.shape[-1]
    limit = math.log((1 - 1e-4) / 1e-4)
    clamped = logits.clamp(-limit, limit)
    inside = model != "borders"
    scores = torch.zeros(*logits.shape[:-2], cells, cells, dtype=logits.dtype)
    if inside:
        sums = F.pad(clamped[..., 0, :].cumsum(-1), (1, 0))
        scores = scores + sums[..., None, 1:] - sums[..., :-1, None]
    if model != "inOut":
        terms = clamped if inside else F.logsigmoid(clamped)
        scores = scores + terms[..., -2, :, None] + terms[..., -1, None, :]
    pairs = torch.ones(cells, cells, dtype=torch.bool).triu(1)
    best = scores.masked_fill(~pairs, -math.inf).flatten(-2).argmax(-1)
    first, last = best // cells, best % cells

    ends = []
    if inside:
        p = logits[..., 0, :].sigmoid()
        ends.append((first + 1 - neighbours(p, first)[..., :2].sum(-1), last + neighbours(p, last)[..., 1:].sum(-1)))
    if model != "inOut":
        # The loss weighs a positive cell M - 1 times as much as a negative one.
        shares = 1 / (1 + (cells - 1) * (-clamped).exp())
        offsets = torch.tensor([-1, 0, 1], dtype=logits.dtype)
        means = []
        for vector, peak in ((-2, first), (-1, last)):
            around = neighbours(shares[..., vector, :], peak)
            means.append(peak + (around * offsets).sum(-1) / around.sum(-1))
        ends.append((means[0], means[1] + 1))
    start, end = (sum(values) / len(ends) for values in zip(*ends))
    ordered = start < end
    return torch.stack([torch.where(ordered, start, first), torch.where(ordered, end, last + 1)], -1)


def located(model, logits, boxes):
    """The boxes moved to their most likely borders, for each class: [R, classes, 4]."""
    region = scaled(boxes, SEARCH_FACTOR)
    corner, size = region[:, :2], region[:, 2:] - region[:, :2]
    ends = intervals(model, logits) / logits.shape[-1]  # [R, axes, classes, 2]
    return (corner[:, :, None, None] + ends * size[:, :, None, None]).permute(0, 2, 3, 1).flatten(2)


def detector(w, picture, boxes):
    """What `wrn-detect features` writes of boxes in pixels of the normalised picture."""
    levels = trunk(w, picture)
    result = {f"trunk.layer{n}": x for n, (x, _) in zip(w.architecture["trunk"]["levels"], levels)}
    result |= region_scores(w, levels, boxes)
    levels = narrowed(w, levels)
    result["objectness"] = objectness(w, levels, boxes)
    logits = localization(w, "proposals.localization", levels, boxes, 1, 1, 1)
    result["proposal_cells"] = logits.sigmoid()
    result["proposal_boxes"] = located("inOut", logits, boxes)
    own = w.architecture["localization"]
    vectors = {"inOut": 1, "borders": 2, "combined": 3}[own["model"]]
    classes = w.classes if own["isClassSpecific"] else 1
    logits = localization(w, "localization", levels, boxes, 2, vectors, classes)
    result["cells"] = logits.sigmoid()
    result["located_boxes"] = located(own["model"], logits, boxes)
    return result
