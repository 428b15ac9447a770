"""Sends schemathesis at a new Campfire: as nobody, as an administrator with a token, and as one who deletes.

It makes requests of every operation from the committed document, good ones and broken ones, always the same for the
same document, and compares each answer with what the document says of it.
"""

import json
import os
import subprocess
import sys
import urllib.request
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

URL = os.environ["CAMPFIRE_URL"] + "/api/v1"
PROGRAM = Path(sys.executable).with_name("schemathesis")
SIGN_IN = {"email": "ann@example.org", "password": "correct horse battery"}

# What every answer is held to. Not among them: a request that fits its schema may break a rule that no schema can
# say; what was deleted may be deleted again; and who asks with a good token needs no cookie.
CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "unsupported_method",
    "allow_header_conformance",
]


def post(path: str, body: dict[str, Any], token: str | None = None) -> Any:
    headers = {"content-type": "application/json"}
    if token:
        headers["authorization"] = f"Bearer {token}"
    request = urllib.request.Request(URL + path, json.dumps(body).encode(), headers, method="POST")
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def get(path: str, token: str) -> Any:
    request = urllib.request.Request(URL + path, headers={"authorization": f"Bearer {token}"})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def token() -> str:
    return str(post("/tokens", SIGN_IN)["access_token"])


def things(ann: str) -> dict[str, str]:
    """What the parts of paths name, made here, so that requests find something."""
    joins = {"name": "Bob", "email": "bob@example.org", "password": SIGN_IN["password"]}
    code = get("/account", ann)["join_code"]
    bob = post(f"/join/{code}", joins)["user"]["id"]
    room = post("/rooms", {"kind": "closed", "name": "Launch", "member_ids": [bob]}, ann)["id"]
    new = {"client_message_id": str(uuid4()), "body": "Hello, **world**!"}
    message = post(f"/rooms/{room}/messages", new, ann)["id"]
    boost = post(f"/rooms/{room}/messages/{message}/boosts", {"content": "👍"}, ann)["id"]
    token()
    others = [one["id"] for one in get("/sessions", ann)["sessions"] if not one["current"]]
    return {
        "code": code,
        "user_id": bob,
        "room_id": room,
        "message_id": message,
        "boost_id": boost,
        "session_id": others[0],
        "client_message_id": new["client_message_id"],
    }


def pointed(document: Path, names: dict[str, str], into: Path) -> Path:
    """The document with real ids as the examples of its paths."""
    said = json.loads(document.read_text())
    for operation in (one for path in said["paths"].values() for one in path.values()):
        for parameter in operation.get("parameters", []):
            if parameter["in"] == "path" and parameter["name"] in names:
                parameter["example"] = names[parameter["name"]]
    into.write_text(json.dumps(said))
    return into


def run(who: str, document: Path, *options: str, token: str | None = None) -> bool:
    print(f"--- schemathesis {who}", flush=True)
    config = Path(__file__).resolve().with_name("schemathesis.toml")
    command = [str(PROGRAM), "--no-color", "--config-file", str(config), "run", str(document), "--url", URL]
    fixed = ["--checks", ",".join(CHECKS), "--generation-deterministic", "--warnings", "off"]
    header = ["--header", f"Authorization: Bearer {token}"] if token else []
    return subprocess.run([*command, *fixed, *header, *options], check=False).returncode == 0


def main(document: Path, folder: Path) -> bool:
    post("/setup", {"account_name": "Acme", "name": "Ann", **SIGN_IN})
    ann = token()
    real = pointed(document, things(ann), folder / "document.json")
    few = ("--phases", "examples,coverage,fuzzing", "--max-examples", "3")
    nobody = run("as nobody", document, *few)
    keeps = ("--exclude-method", "DELETE", "--max-examples", "12")
    administrator = run("as an administrator", real, *keeps, token=ann)
    # Else nothing was tried but what refuses.
    newest = max(room["last_seq"] for room in get("/rooms", ann)["rooms"])
    assert newest > 1, "no request of an administrator posted anything"
    ends = run("as an administrator who deletes", real, "--include-method", "DELETE", *few, token=ann)
    return nobody and administrator and ends


if __name__ == "__main__":
    committed = Path(sys.argv[1]).resolve()
    with TemporaryDirectory() as made:
        # The tool keeps notes in the folder it runs in.
        os.chdir(made)
        sys.exit(0 if main(committed, Path(made)) else 1)
