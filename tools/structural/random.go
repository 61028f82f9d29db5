package main

import (
	"fmt"
	"math/rand"
	"strings"
)

var (
	names  = []string{"a", "b", "c", "d", "kind", "metadata", "x.y", ""}
	texts_ = []string{"", "a", "b", "ab", "é", "<&>", "A", "2030-01-01T00:00:00Z"}
)

func pick[T any](r *rand.Rand, from ...T) T { return from[r.Intn(len(from))] }

func one(r *rand.Rand, in int) bool { return r.Intn(in) == 0 }

// randomSchema makes a schema that most often is structural.
func randomSchema(r *rand.Rand) map[string]any {
	schema := object(r, 4)
	delete(schema, "additionalProperties")
	delete(schema, "nullable")
	delete(schema, "default")
	properties, _ := schema["properties"].(map[string]any)
	if properties == nil {
		properties = map[string]any{}
		schema["properties"] = properties
	}
	delete(properties, "kind")
	delete(properties, "metadata")
	properties["spec"] = object(r, 4)
	properties["list"] = list(r, 4)
	return schema
}

func node(r *rand.Rand, depth int) map[string]any {
	kinds := 9
	if depth <= 0 {
		kinds = 5
	}
	var schema map[string]any
	switch r.Intn(kinds) {
	case 0:
		schema = map[string]any{"type": "string"}
		constrain(r, schema, "maxLength", int64(r.Intn(3)))
		constrain(r, schema, "minLength", int64(r.Intn(3)))
		constrain(r, schema, "format", pick(r, "ip", "int32", "a-b"))
	case 1:
		schema = map[string]any{"type": pick(r, "integer", "number")}
		numeric(r, schema)
		constrain(r, schema, "format", pick(r, "int32", "int64", "float", "double", "other"))
	case 2:
		schema = map[string]any{"type": "boolean"}
	case 3:
		schema = map[string]any{"x-kubernetes-int-or-string": true}
		numeric(r, schema)
		if one(r, 3) {
			schema["anyOf"] = []any{map[string]any{"type": "integer"}, map[string]any{"type": "string"}}
		} else if one(r, 3) {
			schema["allOf"] = []any{map[string]any{"anyOf": []any{map[string]any{"type": "integer"}, map[string]any{"type": "string"}}}, map[string]any{"maxLength": 1}}
		}
	case 4:
		schema = map[string]any{"x-kubernetes-preserve-unknown-fields": true}
		if one(r, 2) {
			schema["type"] = pick(r, "object", "string")
		}
	case 5, 6:
		schema = list(r, depth)
	case 7:
		schema = object(r, depth)
	default:
		schema = embedded(r, depth)
	}
	if one(r, 5) {
		schema["nullable"] = true
	}
	if one(r, 6) {
		schema["enum"] = []any{value(r, schema, 2), value(r, schema, 2), pick[any](r, nil, 1, 1.5, "a", "b", map[string]any{}, []any{1})}
	}
	for _, junctor := range []string{"allOf", "anyOf", "oneOf"} {
		if _, has := schema[junctor]; !has && one(r, 8) {
			schema[junctor] = []any{nested(r, schema, 2), nested(r, schema, 2)}
		}
	}
	if one(r, 15) {
		schema["not"] = nested(r, schema, 2)
	}
	if one(r, 3) {
		schema["default"] = value(r, schema, 3)
		if schema["default"] == nil {
			delete(schema, "default")
		}
	}
	return schema
}

func constrain(r *rand.Rand, schema map[string]any, name string, value any) {
	if one(r, 5) {
		schema[name] = value
	}
}

func numeric(r *rand.Rand, schema map[string]any) {
	bounds := []any{0, 1, -1, 2.5, 1e6, 1e20, -1e20, 3e-7}
	constrain(r, schema, "maximum", pick(r, bounds...))
	constrain(r, schema, "minimum", pick(r, bounds...))
	constrain(r, schema, "exclusiveMaximum", true)
	constrain(r, schema, "exclusiveMinimum", true)
	constrain(r, schema, "multipleOf", pick[any](r, 0.1, 0.5, 1, 2, 0, -1, 3.3))
}

func list(r *rand.Rand, depth int) map[string]any {
	items := node(r, depth-1)
	schema := map[string]any{"type": "array", "items": items}
	constrain(r, schema, "maxItems", int64(r.Intn(3)))
	constrain(r, schema, "minItems", int64(r.Intn(3)))
	constrain(r, schema, "x-kubernetes-preserve-unknown-fields", true)
	switch r.Intn(4) {
	case 0:
		schema["x-kubernetes-list-type"] = "set"
	case 1:
		schema["x-kubernetes-list-type"] = "atomic"
	case 2:
		items = object(r, depth-1)
		schema["items"] = items
		schema["x-kubernetes-list-type"] = "map"
		schema["x-kubernetes-list-map-keys"] = pick(r, []any{"a"}, []any{"a", "b"})
	}
	return schema
}

func object(r *rand.Rand, depth int) map[string]any {
	schema := map[string]any{"type": "object"}
	if !one(r, 4) {
		properties := map[string]any{}
		for range 1 + r.Intn(4) {
			properties[pick(r, names...)] = node(r, depth-1)
		}
		schema["properties"] = properties
	}
	switch r.Intn(8) {
	case 0, 1:
		schema["additionalProperties"] = node(r, depth-1)
	case 2:
		schema["additionalProperties"] = one(r, 2)
	}
	constrain(r, schema, "x-kubernetes-preserve-unknown-fields", true)
	constrain(r, schema, "required", []any{pick(r, names...), pick(r, names...)})
	constrain(r, schema, "maxProperties", int64(r.Intn(4)))
	constrain(r, schema, "minProperties", int64(r.Intn(3)))
	return schema
}

func embedded(r *rand.Rand, depth int) map[string]any {
	schema := object(r, depth)
	delete(schema, "additionalProperties")
	if properties, ok := schema["properties"].(map[string]any); ok {
		delete(properties, "kind")
		delete(properties, "metadata")
	}
	schema["x-kubernetes-embedded-resource"] = true
	schema["x-kubernetes-preserve-unknown-fields"] = true
	return schema
}

// nested makes what may stand below a junctor of a schema.
func nested(r *rand.Rand, schema map[string]any, depth int) map[string]any {
	out := map[string]any{}
	switch r.Intn(4) {
	case 0:
		constrain(r, out, "maxLength", int64(r.Intn(3)))
		constrain(r, out, "maxItems", int64(r.Intn(3)))
		constrain(r, out, "maxProperties", int64(r.Intn(3)))
		constrain(r, out, "format", pick(r, "int32", "other"))
		numeric(r, out)
	case 1:
		out["required"] = []any{pick(r, names...)}
	case 2:
		out["enum"] = []any{value(r, schema, 2), value(r, schema, 2)}
	}
	if depth > 0 {
		if properties, ok := schema["properties"].(map[string]any); ok && one(r, 2) {
			below := map[string]any{}
			for name, property := range ordered(properties) {
				if name != "metadata" && one(r, 2) {
					below[name] = nested(r, property.(map[string]any), depth-1)
				}
			}
			out["properties"] = below
		}
		if items, ok := schema["items"].(map[string]any); ok && one(r, 2) {
			out["items"] = nested(r, items, depth-1)
		}
		if one(r, 6) {
			out[pick(r, "allOf", "anyOf", "oneOf")] = []any{nested(r, schema, depth-1), nested(r, schema, depth-1)}
		}
		if one(r, 10) {
			out["not"] = nested(r, schema, depth-1)
		}
	}
	return out
}

// literal stands in a document as it is written.
type literal string

func (l literal) MarshalJSON() ([]byte, error) { return []byte(l), nil }

func number(r *rand.Rand) any {
	return literal(pick(r, "0", "1", "2", "-1", "3", "-0", "1.5", "5.0", "1e3", "0.1", "-1e20", "1e20", "3000000000", "9223372036854775807",
		"9223372036854775808", "1e-7", "1e21", "123456789.5", "65", "3.4e39"))
}

// anything makes a value that knows no schema.
func anything(r *rand.Rand, depth int) any {
	kinds := 7
	if depth <= 0 {
		kinds = 5
	}
	switch r.Intn(kinds) {
	case 0:
		return nil
	case 1:
		return one(r, 2)
	case 2, 3:
		return number(r)
	case 4:
		return pick(r, texts_...)
	case 5:
		list := []any{}
		for range r.Intn(3) {
			list = append(list, anything(r, depth-1))
		}
		return list
	}
	members := map[string]any{}
	for range r.Intn(4) {
		members[pick(r, names...)] = anything(r, depth-1)
	}
	return members
}

// value makes a value that often fits a schema, as JSON has it, whole numbers or not.
func value(r *rand.Rand, schema map[string]any, depth int) any {
	if one(r, 12) {
		return anything(r, 2)
	}
	if enum, ok := schema["enum"].([]any); ok && one(r, 2) {
		return enum[r.Intn(len(enum))]
	}
	switch schema["type"] {
	case "string":
		return pick(r, texts_...)
	case "integer":
		return pick[any](r, 0, 1, 2, number(r))
	case "number":
		return number(r)
	case "boolean":
		return one(r, 2)
	case "array":
		items, _ := schema["items"].(map[string]any)
		list := []any{}
		for range r.Intn(4) {
			if len(list) > 0 && one(r, 5) {
				list = append(list, list[0])
			} else if one(r, 15) {
				list = append(list, nil)
			} else {
				list = append(list, value(r, items, depth-1))
			}
		}
		return list
	case "object":
		return members(r, schema, depth)
	}
	if schema["x-kubernetes-int-or-string"] == true {
		return pick[any](r, 1, "a", number(r))
	}
	return anything(r, 3)
}

func members(r *rand.Rand, schema map[string]any, depth int) map[string]any {
	out := map[string]any{}
	if depth < -12 {
		return out
	}
	properties, _ := schema["properties"].(map[string]any)
	for name, property := range ordered(properties) {
		if !one(r, 4) {
			out[name] = value(r, property.(map[string]any), depth-1)
		} else if one(r, 4) {
			out[name] = nil
		}
	}
	if additional, ok := schema["additionalProperties"].(map[string]any); ok {
		for range r.Intn(3) {
			if name := pick(r, names...); properties[name] == nil {
				out[name] = value(r, additional, depth-1)
			}
		}
	}
	if one(r, 4) {
		out[pick(r, names...)] = anything(r, 3)
	}
	if schema["x-kubernetes-embedded-resource"] == true {
		identify(r, out)
		if one(r, 8) {
			out[pick(r, "apiVersion", "kind")] = pick[any](r, 1, nil, "", "a/b/c", "a b", "v1")
		}
	}
	return out
}

func identify(r *rand.Rand, object map[string]any) {
	if !one(r, 10) {
		object["apiVersion"] = "example.com/v1"
	}
	if !one(r, 10) {
		object["kind"] = "Thing"
	}
	if one(r, 2) {
		object["metadata"] = metadata(r)
	}
}

func metadata(r *rand.Rand) any {
	if one(r, 20) {
		return anything(r, 1)
	}
	out := map[string]any{"name": pick(r, "a", "b.c", "", "A b")}
	members := map[string]func() any{
		"labels": func() any {
			return pick[any](r, map[string]any{"b": "x", "a": "y"}, map[string]any{}, map[string]any{"a": nil}, map[string]any{"a b": ""})
		},
		"annotations":       func() any { return pick[any](r, map[string]any{"z": "<>"}, nil) },
		"creationTimestamp": func() any { return pick[any](r, nil, "2030-01-01T00:00:00Z", "2030-01-01T02:00:00+02:00", "x") },
		"deletionTimestamp": func() any { return pick[any](r, nil, "2030-01-01T00:00:00Z") },
		"finalizers":        func() any { return pick[any](r, []any{"b", "a"}, []any{}, []any{"x/y"}) },
		"ownerReferences": func() any {
			return pick[any](r, []any{map[string]any{"uid": "u", "name": "n", "zz": 1}}, []any{nil})
		},
		"managedFields": func() any {
			return pick[any](r, []any{}, []any{map[string]any{"manager": "m", "operation": "Update", "fieldsV1": map[string]any{"f:b": map[string]any{}, "f:a": map[string]any{}}}}, []any{map[string]any{}})
		},
		"generation":                 func() any { return pick[any](r, 0, 2, "x", 1.5) },
		"deletionGracePeriodSeconds": func() any { return pick[any](r, 0, nil, -1) },
		"namespace":                  func() any { return pick[any](r, "", "ns", 5) },
		"unknown":                    func() any { return anything(r, 1) },
		"zz":                         func() any { return 1 },
	}
	for name, make := range ordered(members) {
		if one(r, 6) {
			out[name] = make()
		}
	}
	return out
}

// randomObject makes an object whose members often fit a schema.
func randomObject(r *rand.Rand, schema any) map[string]any {
	object := members(r, schema.(map[string]any), 0)
	delete(object, "metadata")
	object["apiVersion"] = "example.com/v1"
	object["kind"] = "Thing"
	if !one(r, 6) {
		object["metadata"] = metadata(r)
	}
	return object
}

// twice repeats a member in a text, now and then.
func twice(r *rand.Rand, text string) string {
	if at := strings.IndexByte(text, '{'); at >= 0 && one(r, 10) {
		return fmt.Sprintf("%s%q:%d,%s", text[:at+1], "a", 1, text[at+1:])
	}
	return text
}

// changed makes what a value may have been before.
func changed(r *rand.Rand, value any) any {
	if one(r, 12) {
		return anything(r, 2)
	}
	switch value := value.(type) {
	case map[string]any:
		out := map[string]any{}
		for name, member := range ordered(value) {
			switch {
			case name == "apiVersion" || name == "metadata":
				out[name] = member
			case one(r, 3):
				out[name] = changed(r, member)
			case !one(r, 12):
				out[name] = member
			}
		}
		return out
	case []any:
		out := []any{}
		for _, item := range value {
			if one(r, 4) {
				item = changed(r, item)
			}
			if !one(r, 12) {
				out = append(out, item)
			}
		}
		if one(r, 4) {
			r.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
		}
		return out
	}
	return value
}
