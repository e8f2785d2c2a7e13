"""Topologies without places, and what a reader is to find in their pictures.

The built-in ones with their `at` lines taken out, and generated ones of the shapes that drawings are made of, the same in
every run. What is expected comes from the file, not from the program.
"""
import itertools
import json
import random
import tomllib

SHAPES = ("chain", "tree", "star", "bipartite", "layered", "cycle", "pairs", "grouped")
EACH = 4


def without_places(text):
    return "".join(line for line in text.splitlines(True) if not line.startswith("at = "))


def links_of(shape, dice):
    """The number of nodes, and links between them."""
    if shape == "chain":
        count = dice.randint(3, 30)
        return count, [(i - 1, i) for i in range(1, count)]
    if shape in ("tree", "grouped"):
        count = dice.randint(4, 40)
        return count, [(dice.randrange(i), i) for i in range(1, count)]
    if shape == "star":
        count = dice.randint(8, 20)
        out = dice.random() < 0.5
        return count + 1, [(0, i) if out else (i, 0) for i in range(1, count + 1)]
    if shape == "bipartite":
        left, right = dice.randint(2, 4), 4
        return left + right, list(itertools.product(range(left), range(left, left + right)))
    if shape == "layered":
        ranks, wide = dice.randint(3, 8), dice.randint(2, 5)
        ends = ((i, (i // wide + 1) * wide + dice.randrange(wide)) for i in range((ranks - 1) * wide) for _ in range(2))
        return ranks * wide, sorted(set(ends))
    if shape == "cycle":
        count = dice.randint(3, 12)
        chords = {(a, b) for a, b in ((dice.randrange(count), dice.randrange(count)) for _ in range(3)) if a != b}
        return count, sorted({(i, (i + 1) % count) for i in range(count)} | chords)
    count = dice.randint(2, 6)
    ends = [dice.choice([(i, i + 1), (i + 1, i)]) for i in range(count - 1) for _ in range(dice.randint(1, 3))]
    return count, ends


def generated():
    """Names and texts of files."""
    dice = random.Random(4711)
    for shape, number in itertools.product(SHAPES, range(EACH)):
        count, links = links_of(shape, dice)
        lines = ["format = 1", f'title = "{shape} {number}"']
        groups = 3 if shape == "grouped" else 0
        lines += [f'[group.g{group}]\nname = "Group {group}"' for group in range(groups)]
        for i in range(count):
            name = (f"N{i}", f"Node {i}", f"Longer name {i}")[i % 3]
            lines.append(f'[node.n{i}]\nkind = "{"router" if i else "client"}"\nname = "{name}"')
            if groups and i % 7 > 1:
                lines.append(f'group = "g{i % groups}"')
        lines += [f'[[link]]\nfrom = "n{a}"\nto = "n{b}"' for a, b in links]
        yield f"{shape}-{number}", "\n".join(lines) + "\n"


def lifted(drawn, ends, names, groups):
    """Boxes and links where these groups are one box each, named after the group and the number of its members."""
    members = {group: [key for key, node in drawn.items() if node.get("group") == group] for group in groups}
    title = {group: f"{names[group]} ({len(keys)})" for group, keys in members.items()}
    stands = {key: f"group {group}" for group, keys in members.items() for key in keys}
    boxes = {key: node for key, node in drawn.items() if key not in stands}
    boxes |= {f"group {group}": {"name": title[group]} for group in groups}
    kept, seen = [], set()
    for a, b in ends:
        end = (stands.get(a, a), stands.get(b, b))
        if end == (a, b):
            kept.append(end)
        elif end[0] != end[1] and end not in seen:
            seen.add(end)
            kept.append(end)
    return boxes, kept


def expectations(text):
    """What a picture of this file may say: every box, or the largest groups as one box each."""
    file = tomllib.loads(text)
    drawn = {key: node for key, node in file["node"].items() if not node.get("hidden")}
    ends = [(link["from"], to) for link in file.get("link", [])
            for to in (link["to"] if isinstance(link["to"], list) else [link["to"]])]
    ends = [(a, b) for a, b in ends if a in drawn and b in drawn]
    names = {key: group.get("name", key) for key, group in file.get("group", {}).items()}
    counts = {group: sum(node.get("group") == group for node in drawn.values()) for group in names}
    groups = sorted((group for group in names if counts[group] > 1), key=lambda group: -counts[group])
    for count in range(len(groups) + 1):
        yield from labelled(*lifted(drawn, ends, names, groups[:count]))


def labelled(drawn, ends):
    """With all names, or all short names. Of boxes that read alike the judge counts the upper left one first; which one
    that is, only their links tell, so every order is allowed."""
    for field in ("name", "short"):
        alike = {}
        for key, node in drawn.items():
            alike.setdefault(node.get(field) or node.get("name") or key, []).append(key)
        orders = (itertools.permutations(keys) if len(keys) < 4 else [keys] for keys in alike.values())
        for order in itertools.product(*orders):
            label = {key: name + (f"#{place}" if place > 1 else "")
                     for name, keys in zip(alike, order) for place, key in enumerate(keys, 1)}
            edges = [{"from": label[a], "to": label[b], "arrow": "forward"} for a, b in ends]
            yield json.dumps({"boxes": list(label.values()), "edges": edges})
