"""The same graphs drawn by hopwise and by other programs, in figures, as a table for a page.

usage: rivals.py BINARY JUDGE FILE... -- NAME=COMMAND...

Of each topology only names and links are taken: no places, groups, labels and second lines. A COMMAND
reads one `[ A ] --> [ B ]` a line and prints a picture. Every picture is read by the judge with the same
allowances; what it reads is compared with the links of the file.
"""
import json
import os
import subprocess
import sys
import tempfile
import tomllib


def plain(path):
    """Names in order, and links between places among them."""
    with open(path, "rb") as file:
        topology = tomllib.load(file)
    nodes = {key: node for key, node in topology["node"].items() if not node.get("hidden")}
    names, seen = {}, {}
    for key, node in nodes.items():
        seen[node["name"]] = seen.get(node["name"], 0) + 1
        again = seen[node["name"]]
        names[key] = node["name"] if again == 1 else f"{node['name']} {again}"
    links = []
    for link in topology["link"]:
        targets = link["to"] if isinstance(link["to"], list) else [link["to"]]
        links += [(names[link["from"]], names[to]) for to in targets if link["from"] in names and to in names]
    return list(names.values()), links


def topology(names, links):
    ids = {name: f"n{place}" for place, name in enumerate(names)}
    out = ["format = 1", 'title = "plain"']
    for place, name in enumerate(names):
        kind = "router" if place else "client"
        out += [f"[node.{ids[name]}]", f'kind = "{kind}"', f"name = {json.dumps(name, ensure_ascii=False)}"]
    for a, b in links:
        out += ["[[link]]", f'from = "{ids[a]}"', f'to = "{ids[b]}"']
    return "\n".join(out + ["[[request]]", 'id = "go"', ""])


def run(words, text=""):
    try:
        done = subprocess.run(words, input=text, capture_output=True, text=True, timeout=60, check=False)
    except subprocess.TimeoutExpired:
        return ""
    return done.stdout


def figures(judge, picture, names, links):
    edges = [{"from": a, "to": b, "arrow": "forward"} for a, b in links]
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as expected:
        json.dump({"boxes": names, "edges": edges}, expected)
        expected.flush()
        said = run([sys.executable, judge, "--expect", expected.name], picture)
    read = json.loads(said)
    metrics, found = read["metrics"], read["expect"]
    width, height = metrics["extent"]
    wrong = len(found["extra_edges"]) + len(found["wrong_direction"])
    return [f"{width}x{height}", f"{found['edges_found']} of {len(links)}", wrong, metrics["ambiguous_nets"],
            metrics["crossings"], metrics["bends"], metrics["line_cells"]]


def main():
    cut = sys.argv.index("--")
    binary, judge, *files = sys.argv[1:cut]
    rivals = [word.split("=", 1) for word in sys.argv[cut + 1:]]
    print("| graph | drawn by | size | links read | wrong | ambiguous | crossings | bends | line cells |")
    print("|---|---|---|---|---|---|---|---|---|")
    for path in files:
        names, links = plain(path)
        stem = os.path.splitext(os.path.basename(path))[0]
        with tempfile.NamedTemporaryFile("w", suffix=".toml", encoding="utf-8") as file:
            file.write(topology(names, links))
            file.flush()
            rows = [("**hopwise**", run([binary, "render", file.name]))]
        text = "".join(f"[ {a} ] --> [ {b} ]\n" for a, b in links)
        rows += [(name, run(["sh", "-c", command], text)) for name, command in rivals]
        for place, (name, picture) in enumerate(rows):
            first = f"{stem}: {len(names)} boxes, {len(links)} links" if place == 0 else ""
            told = figures(judge, picture, names, links) if picture.strip() else ["nothing drawn"] + [""] * 6
            print("| " + " | ".join([first, name, *map(str, told)]) + " |", flush=True)


if __name__ == "__main__":
    main()
