package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log"
	"math/rand"
	"os"
	"reflect"
	"strings"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	strict "sigs.k8s.io/json"
)

// printSamples prints so many documents of every type in the table, made by chance from a seed, some of them wrong, and what
// the published libraries make of them: the JSON that they write, the protobuf message, or the error; and the findings.
// Of a list there are a quarter as many, since its items are there by themselves.
func printSamples(each, seed int) {
	dice := rand.New(rand.NewSource(int64(seed)))
	out := json.NewEncoder(os.Stdout)
	for _, root := range roots {
		t := reflect.TypeOf(root)
		if home(t) == "" {
			continue
		}
		wanted := each
		if strings.HasSuffix(t.Name(), "List") {
			wanted = max(1, each/4)
		}
		for range wanted {
			text := document(dice, t, 0)
			if err := out.Encode(sample(home(t), t, text)); err != nil {
				log.Fatal(err)
			}
		}
	}
}

func sample(apiVersion string, t reflect.Type, text string) map[string]any {
	row := map[string]any{"apiVersion": apiVersion, "kind": t.Name(), "in": text}
	object := reflect.New(t)
	findings, err := strict.UnmarshalStrict([]byte(text), object.Interface())
	if err != nil {
		row["error"] = err.Error()
		return row
	}
	texts := []string{}
	for _, finding := range findings {
		texts = append(texts, finding.Error())
	}
	row["findings"] = texts
	written, err := json.Marshal(object.Interface())
	if err != nil {
		log.Fatal(err)
	}
	row["out"] = string(written)
	if message, ok := object.Interface().(interface{ Marshal() ([]byte, error) }); ok {
		raw, err := message.Marshal()
		if err != nil {
			log.Fatal(err)
		}
		row["protobuf"] = base64.StdEncoding.EncodeToString(raw)
	}
	return row
}

var (
	texts  = []string{"", "a", "é", "a-b", "<&>", "2030-01-01T00:00:00Z", "YQ=="}
	bytes  = []string{"", "YQ==", "YWI=", "YWJj", "/+8=", "YR==", "Y\nQ==", "Y", "YQ=", "[1,2]", "[1,256]", "[\"a\"]", "null", "5"}
	times  = []string{"2030-01-01T00:00:00Z", "2030-01-01T00:00:00.5+01:00", "0001-01-01T00:00:00Z", "null", "5", "x"}
	micros = []string{"2030-01-01T00:00:00.123456Z", "2030-01-01T00:00:00.000000+01:00", "0001-01-01T00:00:00.000000Z",
		"2030-01-01T00:00:00.12345Z", "2030-01-01T00:00:00Z", "2030-01-01T00:00:00.1234567Z", "2030-01-01T00:00:00,+12345Z",
		"2030-01-01T00:00:00.-12345Z", "null", "5", "2030-01-01T00:00:00.999999-23:59"}
	quantities = []string{"1", "0.5", "500m", "2Gi", "1536Mi", "1e3", "1.500", "-1k", "+5", "0", "0.1n", "123456789012345678901", "x", "", "1Q"}
	whatever   = []string{"{}", `{"b":1,"a":[true,null,"x"]}`, "[]", "1.5", `"x"`, "true", "null"}
	floats     = []string{"0", "1", "-1.5", "1e3", "1e21", "0.0000001", "1e400", "\"1\"", "true"}
	numbers    = []string{"0", "1", "-1", "65536", "2147483647", "2147483648", "1.5", "1e3", "\"1\""}
)

func pick(dice *rand.Rand, from []string) string { return from[dice.Intn(len(from))] }

// literal is a sample as JSON: itself where it is a number, a list or null, else a text.
func literal(sample string) string {
	if sample == "null" || sample == "5" || strings.HasPrefix(sample, "[") {
		return sample
	}
	text, _ := json.Marshal(sample)
	return string(text)
}

func document(dice *rand.Rand, t reflect.Type, depth int) string {
	if dice.Intn(150) == 0 {
		return pick(dice, []string{"null", "5", "{}", "[]", "true", "\"x\""})
	}
	// Most samples are good, so that there is something to write.
	good := func(from []string, wrong int) string {
		if dice.Intn(6) > 0 {
			return literal(from[dice.Intn(len(from)-wrong)])
		}
		return literal(pick(dice, from))
	}
	switch own[t] {
	case "Bytes":
		return good(bytes, 7)
	case "Time":
		return good(times, 2)
	case "MicroTime":
		return good(micros, 8)
	case "Quantity":
		if dice.Intn(4) > 0 {
			return good(quantities, 3)
		}
		return pick(dice, numbers)
	case "IntOrString":
		if dice.Intn(2) > 0 {
			return literal(pick(dice, texts))
		}
		return good(numbers[:8], 4)
	case "Raw(Raw::FieldsV1)":
		return pick(dice, []string{"{}", `{"f:a":{}}`, "null", `{"f:b":{".":{},"f:c":{}}}`})
	case "Raw(Raw::Extension)", "Raw(Raw::Json)":
		return pick(dice, whatever)
	case "Either":
		if dice.Intn(2) > 0 {
			return pick(dice, whatever)
		}
		return document(dice, t.Field(dice.Intn(2)).Type, depth)
	}
	switch t.Kind() {
	case reflect.Pointer:
		return document(dice, t.Elem(), depth)
	case reflect.String:
		return literal(pick(dice, texts))
	case reflect.Bool:
		return pick(dice, []string{"true", "false"})
	case reflect.Float64:
		if dice.Intn(8) > 0 {
			return floats[dice.Intn(6)]
		}
		return pick(dice, floats)
	case reflect.Int32, reflect.Int64:
		if dice.Intn(8) > 0 {
			return numbers[dice.Intn(4)]
		}
		return pick(dice, numbers)
	case reflect.Slice:
		var items []string
		for range dice.Intn(3) {
			items = append(items, document(dice, t.Elem(), depth+1))
		}
		return "[" + strings.Join(items, ",") + "]"
	case reflect.Map:
		var members []string
		for range dice.Intn(3) {
			members = append(members, literal(pick(dice, texts))+":"+document(dice, t.Elem(), depth+1))
		}
		return "{" + strings.Join(members, ",") + "}"
	case reflect.Struct:
		return "{" + strings.Join(members(dice, t, depth), ",") + "}"
	}
	log.Fatalf("no sample of %v", t)
	return ""
}

// fieldsOfEach is how many fields of a struct are there on the average, where it has more.
const fieldsOfEach = 7

func members(dice *rand.Rand, t reflect.Type, depth int) []string {
	var all []string
	rare := func() bool {
		wanted := max(1, fieldsOfEach-depth)
		return dice.Intn(max(wanted, t.NumField())) >= wanted
	}
	for i := range t.NumField() {
		field := t.Field(i)
		name := strings.Split(field.Tag.Get("json"), ",")[0]
		switch {
		case field.Type == reflect.TypeFor[metav1.TypeMeta](), name == "-":
		case field.Anonymous && name == "":
			if field.Type.Kind() == reflect.Struct && (field.Type.NumField() < 4 || !rare() || dice.Intn(3) > 0) {
				all = append(all, members(dice, field.Type, depth)...)
			}
		case name == "managedFields" && dice.Intn(4) > 0, dice.Intn(5) < min(depth, 2), rare():
		default:
			text := document(dice, field.Type, depth+1)
			// An empty managedFields is no sample: in the server it says that nobody owns anything any more. Nor are bytes that
			// are there and none, which only protobuf shows.
			if !(name == "managedFields" && text == "[]") && !(own[field.Type] == "Bytes" && (text == `""` || text == "[]")) {
				all = append(all, fmt.Sprintf("%q:%s", name, text))
			}
		}
	}
	if dice.Intn(20) == 0 {
		all = append(all, `"unheard":[{"a":1}]`)
	}
	return all
}
