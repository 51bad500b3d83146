"""The networks of Sources/WideResNet in PyTorch."""

from functools import partial

from torch import nn


def conv3x3(inputs, outputs, stride=1):
    return nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)


def conv1x1(inputs, outputs, stride):
    return nn.Conv2d(inputs, outputs, 1, stride, bias=False)


class PreActivationBlock(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.bn1, self.conv1 = nn.BatchNorm2d(inputs), conv3x3(inputs, outputs, stride)
        self.bn2, self.conv2 = nn.BatchNorm2d(outputs), conv3x3(outputs, outputs)
        self.shortcut = None if inputs == outputs else conv1x1(inputs, outputs, stride)
        self.relu = nn.ReLU(inplace=True)

    def forward(self, x):
        activated = self.relu(self.bn1(x))
        inner = self.conv2(self.relu(self.bn2(self.conv1(activated))))
        return inner + (x if self.shortcut is None else self.shortcut(activated))


class PreActivationBottleneck(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        inner = outputs // 4
        self.bn1, self.conv1 = nn.BatchNorm2d(inputs), conv1x1(inputs, inner, stride)
        self.bn2, self.conv2 = nn.BatchNorm2d(inner), conv3x3(inner, inner)
        self.bn3, self.conv3 = nn.BatchNorm2d(inner), conv1x1(inner, outputs, 1)
        self.shortcut = None if inputs == outputs else conv1x1(inputs, outputs, stride)
        self.relu = nn.ReLU(inplace=True)

    def forward(self, x):
        activated = self.relu(self.bn1(x))
        inner = self.conv2(self.relu(self.bn2(self.conv1(activated))))
        inner = self.conv3(self.relu(self.bn3(inner)))
        return inner + (x if self.shortcut is None else self.shortcut(activated))


class BasicBlock(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1, self.bn1 = conv3x3(inputs, outputs, stride), nn.BatchNorm2d(outputs)
        self.conv2, self.bn2 = conv3x3(outputs, outputs), nn.BatchNorm2d(outputs)
        self.downsample = nn.Identity() if inputs == outputs else nn.Sequential(
            conv1x1(inputs, outputs, stride), nn.BatchNorm2d(outputs))
        self.relu = nn.ReLU(inplace=True)

    def forward(self, x):
        inner = self.bn2(self.conv2(self.relu(self.bn1(self.conv1(x)))))
        return self.relu(inner + self.downsample(x))


class Bottleneck(nn.Module):
    def __init__(self, inputs, outputs, stride, width):
        super().__init__()
        inner = int(outputs // 4 * width)
        self.conv1, self.bn1 = conv1x1(inputs, inner, 1), nn.BatchNorm2d(inner)
        self.conv2, self.bn2 = conv3x3(inner, inner, stride), nn.BatchNorm2d(inner)
        self.conv3, self.bn3 = conv1x1(inner, outputs, 1), nn.BatchNorm2d(outputs)
        self.downsample = nn.Identity() if inputs == outputs else nn.Sequential(
            conv1x1(inputs, outputs, stride), nn.BatchNorm2d(outputs))
        self.relu = nn.ReLU(inplace=True)

    def forward(self, x):
        inner = self.relu(self.bn2(self.conv2(self.relu(self.bn1(self.conv1(x))))))
        return self.relu(self.bn3(self.conv3(inner)) + self.downsample(x))


class WideResNet(nn.Module):
    """The network of a data set: wide, or "preact-resnet" of bottlenecks."""

    def __init__(self, dataset, depth, width, architecture="wrn"):
        super().__init__()
        expansion = 1
        if dataset == "imagenet":
            block, channels, classes = BasicBlock, 64, 1000
            if depth > 34:
                block, expansion = partial(Bottleneck, width=width), 4
            counts = {
                18: (2, 2, 2, 2), 34: (3, 4, 6, 3), 50: (3, 4, 6, 3), 101: (3, 4, 23, 3),
                152: (3, 8, 36, 3)}[depth]
            layers = [
                nn.Conv2d(3, channels, 7, 2, 3, bias=False), nn.BatchNorm2d(channels),
                nn.ReLU(inplace=True), nn.MaxPool2d(3, 2, 1)]
        else:
            block, channels, classes = PreActivationBlock, 16, int(dataset.removeprefix("cifar"))
            counts = 3 * ((depth - 4) // 6,)
            if architecture == "preact-resnet":
                block, expansion, counts = PreActivationBottleneck, 4, 3 * ((depth - 2) // 9,)
            layers = [conv3x3(3, channels)]
        base = channels * expansion
        if not isinstance(block, partial):  # a bottleneck's width is inside it
            base *= width
        for group, count in enumerate(counts):
            outputs = int(base * 2**group)
            for index in range(count):
                layers.append(block(channels, outputs, 2 if group > 0 and index == 0 else 1))
                channels = outputs
        if dataset != "imagenet":
            layers += [nn.BatchNorm2d(channels), nn.ReLU(inplace=True)]
        self.features = nn.Sequential(*layers)
        self.fc = nn.Linear(channels, classes)

    def forward(self, x):
        return self.fc(self.features(x).mean((2, 3)))
