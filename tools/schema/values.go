package main

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"log"
	"math/rand"
	"os"
	"reflect"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/api/resource"
)

// wrong are values of all JSON types, some of which are good for some types.
var wrong = []string{
	"null", "true", "false", "0", "5", "-1", "1.5", "1e3", "1E3", "2147483648", "-2147483649", "1e400", `""`, `"x"`, `"5"`, `"1.5"`, `" 5 "`,
	`"\u0035"`, `"1\u006d"`, `"5\""`, `"\ud800"`, "{}", "[]", `{"a":1}`, `["a"]`, `[1]`, `[{"type":5}]`, `[{"unheard":1}]`, `{"type":5}`,
	`{"type":"object","unheard":1}`, `{"items":{"items":[{"type":true}]}}`, `{"maximum":"x"}`, `[null]`, `[[]]`,
}

// printValues prints documents in which a field of each type that reads itself has each of the values, and what becomes of them.
// Some come twice, since the second is read onto the first.
func printValues() {
	pod := reflect.TypeFor[corev1.Pod]()
	service := reflect.TypeFor[corev1.Service]()
	claim := reflect.TypeFor[corev1.PersistentVolumeClaim]()
	crd := reflect.TypeFor[apiextensionsv1.CustomResourceDefinition]()
	container := `{"spec":{"containers":[{"name":"c",%s}]}}`
	schema := `{"spec":{"versions":[{"schema":{"openAPIV3Schema":{"properties":{"a":{%s}}}}}]}}`
	places := []struct {
		t      reflect.Type
		around string
	}{
		{pod, fmt.Sprintf(container, `"resources":{"limits":{"cpu":%s}}`)},
		{pod, fmt.Sprintf(container, `"env":[{"name":"e","valueFrom":{"resourceFieldRef":{"divisor":%s}}}]`)},
		{pod, fmt.Sprintf(container, `"livenessProbe":{"httpGet":{"port":%s}}`)},
		{pod, `{"spec":{"volumes":[{"name":"v","emptyDir":{"sizeLimit":%s}}]}}`},
		{service, `{"spec":{"ports":[{"port":1,"targetPort":%s}]}}`},
		{claim, `{"spec":{"resources":{"requests":{"storage":%s}}}}`},
		{crd, fmt.Sprintf(schema, `"items":%s`)},
		{crd, fmt.Sprintf(schema, `"additionalProperties":%s`)},
		{crd, fmt.Sprintf(schema, `"dependencies":{"d":%s}`)},
		{crd, fmt.Sprintf(schema, `"default":%s`)},
		{crd, fmt.Sprintf(schema, `"enum":[%s]`)},
		{crd, fmt.Sprintf(schema, `"minimum":%s`)},
	}
	out := json.NewEncoder(os.Stdout)
	print := func(t reflect.Type, text string) {
		row := sample(home(t), t, text)
		// A port that is read twice keeps what it was before, too, which only protobuf shows.
		if strings.Count(text, "targetPort") > 1 {
			delete(row, "protobuf")
		}
		if err := out.Encode(row); err != nil {
			log.Fatal(err)
		}
	}
	for _, place := range places {
		for _, value := range wrong {
			// Any JSON is kept here as what it means, and by the library as it is spelt.
			any := strings.Contains(place.around, `"default"`) || strings.Contains(place.around, `"enum"`)
			if any && (strings.Contains(strings.ToLower(value), "1e") || strings.Contains(value, "\\u")) {
				continue
			}
			print(place.t, fmt.Sprintf(place.around, value))
		}
	}
	twice := fmt.Sprintf(container, `"env":[{"valueFrom":{"resourceFieldRef":{"divisor":%s,"divisor":%s}}}]`)
	for _, first := range []string{`"1"`, `"1.500"`, `"1000m"`, `"0"`} {
		print(pod, fmt.Sprintf(twice, first, "null"))
		print(pod, fmt.Sprintf(twice, first, `"2"`))
	}
	for _, first := range []string{"5", `"x"`} {
		print(service, fmt.Sprintf(`{"spec":{"ports":[{"targetPort":%s,"targetPort":null}]}}`, first))
		print(service, fmt.Sprintf(`{"spec":{"ports":[{"targetPort":%s,"targetPort":7}]}}`, first))
	}
}

// printMessages prints protobuf messages of which a byte or two is another one, and what the library reads: the JSON of the
// object, or the error.
func printMessages(each, seed int) {
	dice := rand.New(rand.NewSource(int64(seed)))
	out := json.NewEncoder(os.Stdout)
	schema := `"items":[{"type":"a"}],"additionalProperties":{"type":"b"},"additionalItems":false,"dependencies":{"d":["a"]},"default":{"a":1},"enum":[1],"minimum":1.5`
	for _, of := range []struct {
		object interface {
			Marshal() ([]byte, error)
			Unmarshal([]byte) error
		}
		text string
	}{
		{&corev1.Pod{}, `{"spec":{"volumes":[{"name":"v","emptyDir":{"sizeLimit":"1Gi"}}],"containers":[{"resources":{"limits":{"cpu":"500m"}},
			"livenessProbe":{"httpGet":{"port":80}}}],"securityContext":{"supplementalGroups":[1,2]}}}`},
		{&corev1.Service{}, `{"spec":{"ports":[{"port":1,"targetPort":"x"},{"port":2,"targetPort":2}]}}`},
		{&apiextensionsv1.JSONSchemaProps{}, "{" + schema + "}"},
	} {
		t := reflect.TypeOf(of.object).Elem()
		if err := json.Unmarshal([]byte(of.text), of.object); err != nil {
			log.Fatal(err)
		}
		message, err := of.object.Marshal()
		if err != nil {
			log.Fatal(err)
		}
		for range each {
			damaged := slices.Clone(message)
			for range 1 + dice.Intn(3)/2 {
				damaged[dice.Intn(len(damaged))] = byte(dice.Intn(256))
			}
			kind := t
			if t == reflect.TypeFor[apiextensionsv1.JSONSchemaProps]() {
				damaged, kind = within(damaged), reflect.TypeFor[apiextensionsv1.CustomResourceDefinition]()
			}
			read := reflect.New(kind).Interface().(interface{ Unmarshal([]byte) error })
			row := map[string]any{"apiVersion": home(kind), "kind": kind.Name(), "message": base64.StdEncoding.EncodeToString(damaged)}
			if err := read.Unmarshal(damaged); err != nil {
				row["error"] = err.Error()
			} else if text, err := json.Marshal(read); err != nil {
				// What JSON cannot show is nothing that the server can answer.
				continue
			} else {
				row["back"] = string(text)
			}
			if err := out.Encode(row); err != nil {
				log.Fatal(err)
			}
		}
	}
}

// within is the message of a definition with this schema's: spec (1), versions (7), schema (4), openAPIV3Schema (1).
func within(message []byte) []byte {
	for _, number := range []byte{1, 4, 7, 2} {
		message = append(append([]byte{number<<3 | 2}, binary.AppendUvarint(nil, uint64(len(message)))...), message...)
	}
	return message
}

// printQuantities prints texts and what the library reads and writes: the text, or the error; and of good ones how each
// compares with the one before.
func printQuantities() {
	dice := rand.New(rand.NewSource(37))
	texts := []string{"", "0", "00", "-0", "+0", "-", "+", ".", "-.", "1.", ".5", "+.5", "1", "+1", "-1", "01", "1.0", "1.5", "1.500", "1000", "1000m", "1500m",
		"0.5", "0.0005", "100000", "1e3", "1E3", "1e+3", "1e-3", "1e", "1E", "1000E", "1e19", "1e4294967296", "1e4294967299", "1e-10", "e5", "e-10", "-e5",
		".e-10", "1e99999999999999999999", "1e2147483647", "10e2147483647", "1.5e2147483647", "1Ki", "1.5Ki", "1024Ki", "1025Ki", "1536Mi", "0.5Ki",
		"0.1Ki", "-0.5Mi", "1.00001Gi", "8Ei", "7Ei", "-8Ei", "9999999999Ti", "99Ti", "999Ti", "0Ki", "1023", "1023Ki", "1n", "0.1n", "0.9n", "1.1n", "-0.1n", "1u", "999n",
		"1000n", "123456789012345678", "1234567890123456789", "12345678901234567890", "99999999999999999999999n", "0.123456789", "0.1234567891",
		"-0.1234567891", "9223372036854775807", "9223372036854775808", "1M", "1G", "1T", "1P", "1k", "1K", "1m", "1x", "x", "1 ", " 1", "1.5.5", "1,5", "0x1", "1_0",
		"１", "1i", "Ki", "m", "1mm", "1Mi5", "1-5", "1e5.5", "--1", "+-1", "1e+-1", "1KiKi", "1e3Ki", "1.0000000000000000000000000000000000001", "0.00000000000000000000",
		"0.999999999999", "9.999999999999", "999999999.9999999999", "1.9999999999Ki", "18446744073709551616", "1e0", "1.e3", "100e-2", "1E0"}
	digits, suffixes := "0123456789", []string{"", "", "n", "u", "m", "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei", "e0", "e1", "e-4", "E7", "e-30", "e25"}
	for range 400 {
		var b strings.Builder
		b.WriteString([]string{"", "", "", "-", "+"}[dice.Intn(5)])
		for _, part := range []string{"", "."} {
			if part == "." && dice.Intn(2) == 0 {
				continue
			}
			b.WriteString(part)
			for range dice.Intn([]int{3, 6, 25}[dice.Intn(3)]) {
				b.WriteByte(digits[dice.Intn([]int{10, 2}[dice.Intn(2)])])
			}
		}
		texts = append(texts, b.String()+suffixes[dice.Intn(len(suffixes))])
	}
	out := json.NewEncoder(os.Stdout)
	before := resource.Quantity{}
	for _, text := range texts {
		row := map[string]any{"in": text}
		if quantity, err := resource.ParseQuantity(text); err != nil {
			row["error"] = err.Error()
		} else {
			// Where powers of ten are large, only what is written can be had of the library.
			if !strings.Contains(text, "21474836") {
				row["cmp"] = quantity.Cmp(before)
				before = quantity.DeepCopy()
			}
			row["out"] = quantity.String()
		}
		if err := out.Encode(row); err != nil {
			log.Fatal(err)
		}
	}
}
