# SPDX-License-Identifier: Apache-2.0
"""Asks a world for ConfigMaps as any program may: by its URL, its token and its authority."""

import json
import ssl
import urllib.error
import urllib.request


def config_map(name, value):
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, "data": {"value": str(value)}}


def config_maps(world):
    """The values of all in the namespace default."""
    return [found["data"]["value"] for found in ask(world)["items"]]


def create(world, name, value):
    """The code of the answer, and what it says."""
    try:
        return 201, ask(world, config_map(name, value))
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def ask(world, body=None):
    request = urllib.request.Request(f"{world.server}/api/v1/namespaces/default/configmaps")
    request.add_header("Authorization", f"Bearer {world.token}")
    request.add_header("Content-Type", "application/json")
    handlers = [urllib.request.ProxyHandler({})]
    if world.ca:
        handlers.append(urllib.request.HTTPSHandler(context=ssl.create_default_context(cadata=world.ca)))
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.build_opener(*handlers).open(request, data, timeout=60) as answer:
        return json.load(answer)
