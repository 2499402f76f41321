"""As much of kubectl and kind as `infra devenv` uses, over a file that holds a cluster's objects."""

KUBECTL = """
import json, os, pathlib, sys
import yaml

store = pathlib.Path(os.environ["CLUSTER"])
objects = json.loads(store.read_text()) if store.exists() else {}
arguments = sys.argv[1:]
if arguments[:2] == ["config", "current-context"]:
    if not os.environ.get("CURRENT"):
        sys.exit("error: current-context is not set")
    print(os.environ["CURRENT"])
    sys.exit()
assert arguments[0] == "--context", arguments
with open(os.environ["ASKED"], "a") as asked:
    asked.write(arguments[1] + " " + " ".join(arguments[2:4]) + "\\n")
arguments = arguments[2:]


def key(one):
    metadata = one["metadata"]
    return "/".join([one["kind"].lower(), metadata.get("namespace", ""), metadata["name"]])


if arguments[0] == "apply":
    assert "--server-side" in arguments
    for one in yaml.safe_load_all(sys.stdin):
        one["metadata"].setdefault("creationTimestamp", "2026-11-01T00:00:00Z")
        if one["kind"] != "Namespace":
            assert f"namespace//{one['metadata']['namespace']}" in objects, "no such namespace"
        objects[key(one)] = one
elif arguments[:2] == ["get", "namespaces"]:
    name, _, value = arguments[arguments.index("--selector") + 1].partition("=")
    items = [one for one in objects.values() if one["kind"] == "Namespace" and one["metadata"].get("labels", {}).get(name) == value]
    print(json.dumps({"items": items}))
elif arguments[0] == "get":
    namespace = arguments[arguments.index("--namespace") + 1] if "--namespace" in arguments else ""
    found = objects.get(f"{arguments[1]}/{namespace}/{arguments[2]}")
    if found:
        print(json.dumps(found))
elif arguments[:2] == ["delete", "namespace"]:
    gone = arguments[2]
    objects = {name: one for name, one in objects.items() if gone not in (one["metadata"].get("namespace"), one["metadata"]["name"])}
else:
    sys.exit(f"error: unknown command {arguments}")
store.write_text(json.dumps(objects))
"""

KIND = """
import os, pathlib, sys
import yaml

made = pathlib.Path(os.environ["KIND_CLUSTERS"])
clusters = made.read_text().split() if made.exists() else []
if sys.argv[1:3] == ["get", "clusters"]:
    print("\\n".join(clusters))
elif sys.argv[1:3] == ["create", "cluster"]:
    config = yaml.safe_load(sys.stdin)
    assert config["kind"] == "Cluster"
    made.write_text(" ".join([*clusters, sys.argv[4]]))
else:
    sys.exit(9)
"""
