package main

import (
	"fmt"
	"math/rand"
	"slices"
)

// tale is a story that nobody wrote: a schema or several, and what became of writes by several managers.
type tale struct {
	Seed     int64            `json:"seed"`
	Schema   map[string]any   `json:"schema,omitempty"`
	Versions map[string]any   `json:"versions,omitempty"`
	Steps    []map[string]any `json:"steps"`
}

// dice decide what a story made from a seed is about.
type dice struct{ *rand.Rand }

func (d dice) onceIn(n int) bool { return d.Intn(n) == 0 }

func pick[T any](d dice, of ...T) T { return of[d.Intn(len(of))] }

// random tells the story of a seed, of a kind in one version or several.
func random(seed int64, several bool) tale {
	d := dice{rand.New(rand.NewSource(seed))}
	schema := d.root()
	told := tale{Seed: seed, Schema: schema, Steps: []map[string]any{}}
	if several {
		told.Schema, told.Versions = nil, d.versions(schema)
	}
	state := &state{schema: told.Schema, versions: told.Versions}
	for range 3 + d.Intn(6) {
		step := map[string]any{"by": pick(d, "one", "two", "three", "kubectl")}
		schema := schema
		if several {
			version := pick(d, "v1", "v1", "v2", "v2", "v3")
			if told.Versions[version] == nil {
				version = "v1"
			}
			step["in"], schema = version, told.Versions[version].(map[string]any)
		}
		step[pick(d, "apply", "apply", "apply", "force", "force", "update", "update")] = d.document(schema)
		if d.onceIn(8) {
			step["reset"] = []any{"status"}
		} else if several && d.onceIn(8) {
			step["reset"] = map[string]any{pick(d, "v1", "v2"): []any{"status"}}
		}
		if !state.isCertain(step) {
			continue
		}
		state.observe(step)
		told.Steps = append(told.Steps, step)
	}
	return told
}

// versions are those of a kind whose first one has a schema.
func (d dice) versions(schema map[string]any) map[string]any {
	versions := map[string]any{"v1": schema, "v2": d.varied(schema)}
	if d.onceIn(2) {
		versions["v3"] = d.varied(schema)
	}
	return versions
}

// varied is a schema that is like another, but for little.
func (d dice) varied(schema map[string]any) map[string]any {
	varied := map[string]any{}
	for name, value := range schema {
		varied[name] = value
	}
	if items, ok := schema["items"].(map[string]any); ok {
		varied["items"] = d.varied(items)
		if schema["x-kubernetes-list-type"] == "map" && d.onceIn(8) {
			delete(varied, "x-kubernetes-list-map-keys")
			varied["x-kubernetes-list-type"] = "atomic"
		}
	}
	if of, ok := schema["additionalProperties"].(map[string]any); ok {
		varied["additionalProperties"] = d.varied(of)
	}
	properties, ok := schema["properties"].(map[string]any)
	if !ok {
		return varied
	}
	if schema["x-kubernetes-embedded-resource"] == nil && d.onceIn(12) {
		varied["x-kubernetes-map-type"] = pick(d, "atomic", "granular")
	}
	others := map[string]any{}
	for _, name := range append(slices.Clone(names), "k", "l", "spec", "status", "data") {
		of, ok := properties[name].(map[string]any)
		switch {
		case !ok && (len(name) > 1 || name >= "k" || !d.onceIn(10)), ok && len(properties) > 1 && name < "d" && d.onceIn(14):
		case !ok || name < "d" && d.onceIn(20):
			others[name] = d.schema(1)
		case name == "k" || name == "l":
			others[name] = of
		default:
			others[name] = d.varied(of)
		}
	}
	if len(others) == 0 {
		others["a"] = d.scalar()
	}
	varied["properties"] = others
	return varied
}

// isCertain says whether the reference says the same of a step whenever it is asked. Of several things that are wrong with an object
// it tells one or the other, as its maps come.
func (s *state) isCertain(step map[string]any) bool {
	first := ""
	for i, times := 0, 2; i < times; i++ {
		copied := map[string]any{}
		for name, value := range step {
			copied[name] = value
		}
		state := &state{schema: s.schema, versions: s.versions, types: s.types}
		if s.object != nil {
			state.object = s.object.DeepCopy()
		}
		state.observe(copied)
		if copied["error"] != nil {
			times = 60
		}
		told := lines(string(marshal(copied)))
		if i > 0 && told != first {
			return false
		}
		first = told
	}
	return true
}

var (
	names  = []string{"a", "b", "c"}
	number = map[string]any{"type": "integer"}
	text   = map[string]any{"type": "string"}
)

func (d dice) root() map[string]any {
	root := map[string]any{"type": "object", "properties": map[string]any{
		"spec": d.schema(3), "status": d.schema(1), "data": d.schema(2),
	}}
	if d.onceIn(8) {
		root["x-kubernetes-preserve-unknown-fields"] = true
	}
	return root
}

// schema is one that nests so deep at most.
func (d dice) schema(depth int) map[string]any {
	schema := d.kind(depth)
	if d.onceIn(4) {
		schema["nullable"] = true
	}
	return schema
}

func (d dice) kind(depth int) map[string]any {
	if depth == 0 {
		return d.scalar()
	}
	switch d.Intn(13) {
	case 0, 1:
		return d.scalar()
	case 2, 3, 4:
		return d.object(depth)
	case 5, 6:
		object := map[string]any{"type": "object", "additionalProperties": d.schema(depth - 1)}
		d.mapType(object)
		return object
	case 7:
		list := map[string]any{"type": "array", "items": d.schema(depth - 1)}
		if d.onceIn(2) {
			list["x-kubernetes-list-type"] = "atomic"
		}
		return list
	case 8:
		return map[string]any{"type": "array", "x-kubernetes-list-type": "set", "items": d.scalar()}
	case 9, 10:
		return d.keyed(depth)
	case 11:
		kept := map[string]any{"x-kubernetes-preserve-unknown-fields": true}
		if d.onceIn(2) {
			kept["type"] = "object"
			kept["properties"] = map[string]any{"a": d.schema(depth - 1), "b": d.schema(depth - 1)}
		} else if d.onceIn(2) {
			kept["type"] = "object"
		}
		d.mapType(kept)
		return kept
	default:
		embedded := d.object(depth)
		embedded["x-kubernetes-embedded-resource"] = true
		if d.onceIn(2) {
			embedded["x-kubernetes-preserve-unknown-fields"] = true
		}
		return embedded
	}
}

func (d dice) mapType(object map[string]any) {
	if object["type"] != nil && d.onceIn(4) {
		object["x-kubernetes-map-type"] = pick(d, "atomic", "granular")
	}
}

func (d dice) object(depth int) map[string]any {
	properties := map[string]any{}
	for _, name := range names {
		if !d.onceIn(4) || name == "a" {
			properties[name] = d.schema(depth - 1)
		}
	}
	object := map[string]any{"type": "object", "properties": properties}
	d.mapType(object)
	return object
}

func (d dice) keyed(depth int) map[string]any {
	key := func() map[string]any {
		if d.onceIn(2) {
			return map[string]any{"type": "integer", "default": 1}
		}
		return map[string]any{"type": "string", "default": "x"}
	}
	items := d.object(depth)
	delete(items, "x-kubernetes-map-type")
	properties, keys := items["properties"].(map[string]any), []any{"k"}
	properties["k"] = pick(d, text, number, key())
	if d.onceIn(2) {
		properties["l"], keys = key(), append(keys, "l")
	}
	return map[string]any{
		"type": "array", "items": items, "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": keys,
	}
}

func (d dice) scalar() map[string]any {
	switch d.Intn(7) {
	case 0:
		return map[string]any{"type": "boolean"}
	case 1:
		return map[string]any{"type": "number"}
	case 2:
		return map[string]any{"x-kubernetes-int-or-string": true}
	case 3:
		return map[string]any{"type": "string", "format": pick(d, "date-time", "byte", "int-or-string", "email")}
	case 4, 5:
		return map[string]any{"type": "integer"}
	default:
		return map[string]any{"type": "string"}
	}
}

// document is an object of a schema, mostly; at times something in it is wrong.
func (d dice) document(schema map[string]any) map[string]any {
	document, _ := d.value(schema, 5).(map[string]any)
	if document == nil {
		document = map[string]any{}
	}
	delete(document, "metadata")
	if d.onceIn(4) {
		document["metadata"] = d.metadata()
	}
	return document
}

func (d dice) metadata() map[string]any {
	metadata := map[string]any{"labels": map[string]any{pick(d, names...): pick(d, names...)}}
	if d.onceIn(2) {
		metadata["finalizers"] = []any{pick(d, "a/a", "b/b"), pick(d, "c/c", "d/d")}
	}
	if d.onceIn(3) {
		owner := map[string]any{"apiVersion": "v1", "kind": "Pod", "name": pick(d, names...), "uid": pick(d, names...)}
		metadata["ownerReferences"] = []any{owner}
	}
	return metadata
}

// value is one of a schema.
func (d dice) value(schema map[string]any, depth int) any {
	if d.onceIn(12) {
		return nil
	}
	if d.onceIn(60) {
		return d.anything(2)
	}
	switch schema["type"] {
	case "boolean":
		return d.onceIn(2)
	case "integer":
		return int64(d.Intn(3))
	case "number":
		return pick(d, 0.5, 1.5)
	case "string":
		return pick(d, names...)
	case "array":
		return d.items(schema, depth)
	case "object":
		return d.members(schema, depth)
	}
	if schema["x-kubernetes-int-or-string"] == true {
		return pick[any](d, "a", int64(1))
	}
	return d.anything(3)
}

func (d dice) items(schema map[string]any, depth int) any {
	list, seen := []any{}, map[string]bool{}
	keys, _ := schema["x-kubernetes-list-map-keys"].([]any)
	for range d.Intn(4) {
		item := d.value(schema["items"].(map[string]any), depth-1)
		told := string(marshal(item))
		if members, ok := item.(map[string]any); ok && keys != nil {
			told = ""
			for _, key := range keys {
				told += fmt.Sprint(members[key.(string)], "/")
			}
		}
		if !seen[told] || d.onceIn(6) {
			list = append(list, item)
		}
		seen[told] = true
	}
	return list
}

func (d dice) members(schema map[string]any, depth int) any {
	object := map[string]any{}
	properties, _ := schema["properties"].(map[string]any)
	for _, name := range append(names, "k", "l", "spec", "status", "data") {
		if of, ok := properties[name].(map[string]any); ok && !d.onceIn(3) {
			object[name] = d.value(of, depth-1)
		}
	}
	if of, ok := schema["additionalProperties"].(map[string]any); ok {
		for range d.Intn(3) {
			object[pick(d, names...)] = d.value(of, depth-1)
		}
	}
	if schema["x-kubernetes-preserve-unknown-fields"] == true && d.onceIn(2) || d.onceIn(40) {
		object[pick(d, "y", "z")] = d.anything(3)
	}
	if schema["x-kubernetes-embedded-resource"] == true && !d.onceIn(3) {
		object["apiVersion"], object["kind"], object["metadata"] = "v1", pick(d, "Pod", "Node"), d.metadata()
	}
	return object
}

// anything is any value.
func (d dice) anything(depth int) any {
	kind := d.Intn(6)
	if depth == 0 {
		kind = d.Intn(4)
	}
	switch kind {
	case 0:
		return pick(d, names...)
	case 1:
		return int64(d.Intn(3))
	case 2:
		return d.onceIn(2)
	case 3:
		return nil
	case 4:
		return []any{d.anything(depth - 1)}
	default:
		return map[string]any{pick(d, names...): d.anything(depth - 1), pick(d, names...): d.anything(depth - 1)}
	}
}
