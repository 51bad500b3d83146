"""The networks whose names `wrn-train` reads and writes, as PyTorch's world defines them."""

import torch
from torch import nn
from torch.nn import functional as F


class XternalzBlock(nn.Module):
    """xternalz/WideResNet-pytorch, wideresnet.py."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.bn1 = nn.BatchNorm2d(inputs)
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.equal = inputs == outputs
        self.convShortcut = (
            None if self.equal else nn.Conv2d(inputs, outputs, 1, stride, bias=False)
        )

    def forward(self, x):
        o = F.relu(self.bn1(x))
        out = self.conv2(F.relu(self.bn2(self.conv1(o))))
        return out + (x if self.equal else self.convShortcut(o))


class XternalzGroup(nn.Module):
    def __init__(self, inputs, outputs, count, stride):
        super().__init__()
        self.layer = nn.Sequential(
            *(XternalzBlock(outputs if i else inputs, outputs, 1 if i else stride) for i in range(count))
        )

    def forward(self, x):
        return self.layer(x)


class Xternalz(nn.Module):
    def __init__(self, depth, width, classes):
        super().__init__()
        count, widths = (depth - 4) // 6, [int(c * width) for c in (16, 32, 64)]
        self.conv1 = nn.Conv2d(3, 16, 3, 1, 1, bias=False)
        self.block1 = XternalzGroup(16, widths[0], count, 1)
        self.block2 = XternalzGroup(widths[0], widths[1], count, 2)
        self.block3 = XternalzGroup(widths[1], widths[2], count, 2)
        self.bn1 = nn.BatchNorm2d(widths[2])
        self.fc = nn.Linear(widths[2], classes)

    def forward(self, x):
        x = self.block3(self.block2(self.block1(self.conv1(x))))
        return self.fc(F.relu(self.bn1(x)).mean((2, 3)))


def authors_parameters(depth, width, classes, generator):
    """The dictionary of szagoruyko/wide-residual-networks, pytorch/resnet.py, with random numbers."""
    count, widths = (depth - 4) // 6, [int(c * width) for c in (16, 32, 64)]

    def normal(*shape, deviation):
        return torch.randn(shape, generator=generator) * deviation

    def conv(inputs, outputs, kernel):
        return normal(outputs, inputs, kernel, kernel, deviation=(2 / (inputs * kernel**2)) ** 0.5)

    def norm(name, channels):
        uniform = lambda: torch.rand(channels, generator=generator) + 0.5
        return {
            f"{name}.weight": uniform(), f"{name}.bias": normal(channels, deviation=0.1),
            f"{name}.running_mean": normal(channels, deviation=0.1), f"{name}.running_var": uniform(),
        }  # fmt: skip

    params, inputs = {"conv0": conv(3, 16, 3)}, 16
    for group, outputs in enumerate(widths):
        for block in range(count):
            base = f"group{group}.block{block}"
            params |= norm(f"{base}.bn0", inputs) | norm(f"{base}.bn1", outputs)
            params[f"{base}.conv0"] = conv(inputs, outputs, 3)
            params[f"{base}.conv1"] = conv(outputs, outputs, 3)
            if inputs != outputs:
                params[f"{base}.convdim"] = conv(inputs, outputs, 1)
            inputs = outputs
    params |= norm("bn", inputs)
    params["fc.weight"] = normal(classes, inputs, deviation=inputs**-0.5)
    params["fc.bias"] = normal(classes, deviation=0.1)
    return params


def authors_forward(params, x):
    """Its function `f`, in evaluation mode."""

    def activated(x, name):
        p = lambda key: params[f"{name}.{key}"]
        return F.relu(
            F.batch_norm(x, p("running_mean"), p("running_var"), p("weight"), p("bias"), False)
        )

    x, group = F.conv2d(x, params["conv0"], padding=1), 0
    while f"group{group}.block0.conv0" in params:
        block = 0
        while f"group{group}.block{block}.conv0" in params:
            base, stride = f"group{group}.block{block}", 2 if group and not block else 1
            o1 = activated(x, f"{base}.bn0")
            y = F.conv2d(o1, params[f"{base}.conv0"], stride=stride, padding=1)
            z = F.conv2d(activated(y, f"{base}.bn1"), params[f"{base}.conv1"], padding=1)
            dim = params.get(f"{base}.convdim")
            x = z + (x if dim is None else F.conv2d(o1, dim, stride=stride))
            block += 1
        group += 1
    x = activated(x, "bn").mean((2, 3))
    return F.linear(x, params["fc.weight"], params["fc.bias"])


class AkamasterBlock(nn.Module):
    """akamaster/pytorch_resnet_cifar10, resnet.py, option A."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs)
        self.conv2, self.bn2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False), nn.BatchNorm2d(outputs)
        self.padding = (outputs - inputs) // 2 if inputs != outputs else None

    def forward(self, x):
        out = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        if self.padding is not None:
            x = F.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, self.padding, self.padding))
        return F.relu(out + x)


class Akamaster(nn.Module):
    def __init__(self, depth, classes, channels=16):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(3, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16)
        inputs = 16
        for group in range(3):
            outputs, blocks = channels * 2**group, []
            for block in range((depth - 2) // 6):
                blocks.append(AkamasterBlock(inputs, outputs, 2 if group and not block else 1))
                inputs = outputs
            setattr(self, f"layer{group + 1}", nn.Sequential(*blocks))
        self.linear = nn.Linear(inputs, classes)

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        return self.linear(self.layer3(self.layer2(self.layer1(x))).mean((2, 3)))


class BasicBlock(nn.Module):
    """torchvision's, of any width: its own class refuses to be widened."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs)
        self.conv2, self.bn2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False), nn.BatchNorm2d(outputs)
        self.downsample = None
        if inputs != outputs or stride != 1:
            self.downsample = nn.Sequential(
                nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs)
            )

    def forward(self, x):
        out = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(out + (x if self.downsample is None else self.downsample(x)))


class WideImageNet(nn.Module):
    """torchvision's ResNet of basic blocks, with names and layers of its own, of any width."""

    def __init__(self, depth, width, classes):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64)
        inputs = 64
        for group, count in enumerate({18: (2, 2, 2, 2), 34: (3, 4, 6, 3)}[depth]):
            outputs, blocks = int(64 * 2**group * width), []
            for block in range(count):
                blocks.append(BasicBlock(inputs, outputs, 2 if group and not block else 1))
                inputs = outputs
            setattr(self, f"layer{group + 1}", nn.Sequential(*blocks))
        self.fc = nn.Linear(inputs, classes)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.bn1(self.conv1(x))), 3, 2, 1)
        for layer in (self.layer1, self.layer2, self.layer3, self.layer4):
            x = layer(x)
        return self.fc(x.mean((2, 3)))


def randomise(network, seed):
    """Random weights and statistics, so that none is at a value that hides a fault."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for module in network.modules():
            if isinstance(module, nn.Conv2d):
                deviation = (2 / module.weight[0].numel()) ** 0.5
                module.weight.copy_(torch.randn(module.weight.shape, generator=generator) * deviation)
            elif isinstance(module, nn.Linear):
                deviation = module.in_features**-0.5
                module.weight.copy_(torch.randn(module.weight.shape, generator=generator) * deviation)
                module.bias.copy_(torch.randn(module.bias.shape, generator=generator) * 0.1)
            elif isinstance(module, nn.BatchNorm2d):
                module.weight.copy_(torch.rand(module.weight.shape, generator=generator) * 0.5 + 0.5)
                module.bias.copy_(torch.randn(module.bias.shape, generator=generator) * 0.1)
                module.running_mean.copy_(torch.randn(module.bias.shape, generator=generator) * 0.1)
                module.running_var.copy_(torch.rand(module.bias.shape, generator=generator) + 0.5)
    return network.eval()
