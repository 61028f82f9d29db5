// Structural writes down what the reference's own library makes of custom resources: what it reads, drops, fills in and finds
// wrong. crates/object/tests/structural compares it with ours.
//
//	go run . check ../../crates/object/tests/structural/schemas.yaml
//	go run . cases ../../crates/object/tests/structural/cases.yaml > ../../crates/object/tests/structural/cases.jsonl
//	go run . random SEED SCHEMAS DOCUMENTS > rows.jsonl
//	go run . definitions FILE SEED DOCUMENTS > rows.jsonl    FILE: a definition in JSON a line
//
// The rows of a line are then compared by `STRUCTURAL_ROWS=rows.jsonl cargo test -p coracle-object structural`.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand"
	"os"
	"slices"
	"sort"
	"strconv"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	v1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/validation"
	"sigs.k8s.io/yaml"
)

// definition is a schema in the forms in which the reference uses it.
type definition struct {
	structural *schema.Structural
	validator  validation.SchemaValidator
}

// read makes a definition of a schema, or says why it is not structural.
func read(text []byte) (*definition, error) {
	var external v1.JSONSchemaProps
	if err := json.Unmarshal(text, &external); err != nil {
		return nil, err
	}
	var internal apiextensions.JSONSchemaProps
	if err := v1.Convert_v1_JSONSchemaProps_To_apiextensions_JSONSchemaProps(&external, &internal, nil); err != nil {
		return nil, err
	}
	structural, err := schema.NewStructural(&internal)
	if err != nil {
		return nil, err
	}
	if errors := schema.ValidateStructural(nil, structural); len(errors) > 0 {
		return nil, errors.ToAggregate()
	}
	validator, _, err := validation.NewSchemaValidator(&internal)
	return &definition{structural, validator}, err
}

func main() {
	number := func(i int) int64 { n, err := strconv.ParseInt(os.Args[i], 10, 64); must(err); return n }
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	switch os.Args[1] {
	case "check":
		check(os.Args[2])
	case "cases":
		cases(os.Args[2], out)
	case "random":
		random := rand.New(rand.NewSource(number(2)))
		for range number(3) {
			rows(out, randomSchema(random), random, number(4))
		}
	case "definitions":
		definitions(os.Args[2], rand.New(rand.NewSource(number(3))), number(4), out)
	default:
		panic("check, cases, random or definitions?")
	}
}

// check compares which schemas the library takes with what stands beside them.
func check(path string) {
	var schemas map[string]struct {
		Schema    any    `json:"schema"`
		Wrong     string `json:"wrong"`
		Elsewhere bool   `json:"elsewhere"`
	}
	must(yaml.UnmarshalStrict(file(path), &schemas))
	for name, case_ := range schemas {
		_, err := read(marshal(case_.Schema))
		if (err != nil) != (case_.Wrong != "" && !case_.Elsewhere) {
			fmt.Printf("%s: the reference says %v\n", name, err)
			defer os.Exit(1)
		}
	}
	fmt.Println(len(schemas), "schemas")
}

// cases writes a row for each document that stands in a file.
func cases(path string, out *bufio.Writer) {
	var all map[string]struct {
		Schema    any      `json:"schema"`
		Documents []string `json:"documents"`
		Updates   []struct {
			Before string `json:"before"`
			After  string `json:"after"`
		} `json:"updates"`
	}
	must(yaml.UnmarshalStrict(file(path), &all))
	for name, case_ := range ordered(all) {
		text := marshal(case_.Schema)
		definition, err := read(text)
		if err != nil {
			panic(name + ": " + err.Error())
		}
		for _, document := range case_.Documents {
			write(out, name, text, definition, document, "")
		}
		for _, update := range case_.Updates {
			write(out, name, text, definition, update.After, update.Before)
		}
	}
}

// rows writes rows of random documents for a schema, if it is structural.
func rows(out *bufio.Writer, schema any, random *rand.Rand, documents int64) {
	text := marshal(schema)
	definition, err := read(text)
	if err != nil {
		return
	}
	for range documents {
		object := randomObject(random, schema)
		before := string(marshal(changed(random, any(object))))
		write(out, "", text, definition, twice(random, string(marshal(object))), before)
	}
}

// definitions writes rows of random documents for the schemas of definitions, and one without documents for each that is not structural.
func definitions(path string, random *rand.Rand, documents int64, out *bufio.Writer) {
	for line := range bytes.Lines(file(path)) {
		var crd struct {
			Spec struct {
				Versions []struct {
					Schema struct {
						OpenAPIV3Schema map[string]any `json:"openAPIV3Schema"`
					} `json:"schema"`
				} `json:"versions"`
			} `json:"spec"`
		}
		must(json.Unmarshal(line, &crd))
		for _, version := range crd.Spec.Versions {
			text := marshal(version.Schema.OpenAPIV3Schema)
			if _, err := read(text); err != nil {
				out.Write(append(marshal(map[string]any{"schema": json.RawMessage(text), "refused": err.Error()}), '\n'))
				continue
			}
			rows(out, withoutTexts(version.Schema.OpenAPIV3Schema), random, documents)
		}
	}
}

// withoutTexts leaves out what a text must look like, which is not compared.
func withoutTexts(value any) any {
	switch value := value.(type) {
	case map[string]any:
		for name, member := range value {
			if _, ok := member.(string); ok && (name == "pattern" || name == "format" && value["type"] != "integer") {
				delete(value, name)
			} else {
				withoutTexts(member)
			}
		}
	case []any:
		for _, item := range value {
			withoutTexts(item)
		}
	}
	return value
}

// write writes a row of a document, and of the one that it takes the place of, if any.
func write(out *bufio.Writer, name string, text []byte, definition *definition, document, before string) {
	row := map[string]any{
		"schema":   json.RawMessage(text),
		"document": document,
		"request":  definition.outcome(document, false),
		"stored":   definition.outcome(document, true),
	}
	if name != "" {
		row["name"] = name
	}
	if update := definition.update(document, before); update != nil {
		row["before"], row["update"] = before, update
	}
	out.Write(append(marshal(row), '\n'))
}

// always says whether several runs have the same outcome: what goes over Go's maps has not.
func always(run func() []string) ([]string, bool) {
	first := run()
	for range 100 {
		if !slices.Equal(first, run()) {
			slices.Sort(first)
			return first, false
		}
	}
	return first, true
}

func file(path string) []byte {
	text, err := os.ReadFile(path)
	must(err)
	return text
}

func marshal(value any) []byte {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	must(encoder.Encode(value))
	return bytes.TrimSpace(out.Bytes())
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// ordered goes over a map by name, so that a seed always makes the same.
func ordered[T any](from map[string]T) func(func(string, T) bool) {
	names := make([]string, 0, len(from))
	for name := range from {
		names = append(names, name)
	}
	sort.Strings(names)
	return func(yield func(string, T) bool) {
		for _, name := range names {
			if !yield(name, from[name]) {
				return
			}
		}
	}
}
