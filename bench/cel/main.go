// Cel times what the reference's own libraries take for rules in CEL, on the files that cel.py makes. It prints a line of JSON for each
// rule, or one for all. What is timed on either side is told in cel.py.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"runtime"
	"slices"
	"time"

	"github.com/google/cel-go/common/types/ref"
	"github.com/google/cel-go/interpreter"
	"golang.org/x/sys/unix"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	v1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel/model"
	"k8s.io/apimachinery/pkg/util/version"
	celconfig "k8s.io/apiserver/pkg/apis/cel"
	apiservercel "k8s.io/apiserver/pkg/cel"
	"k8s.io/apiserver/pkg/cel/environment"
)

var bases = environment.MustBaseEnvSet(version.MajorMinor(1, 36))

// rule is a rule, what it is about, and objects that are asked.
type rule struct {
	Rule    string            `json:"rule"`
	Schema  json.RawMessage   `json:"schema"`
	Root    bool              `json:"root"`
	Objects []json.RawMessage `json:"objects"`
}

// line is what it took: µs of the thread and of the process (with the collector), and what came of each object.
type line struct {
	Rule    string   `json:"rule,omitempty"`
	Thread  float64  `json:"thread_us"`
	Process float64  `json:"process_us"`
	Results []string `json:"results"`
}

func main() {
	milliseconds := flag.Int("milliseconds", 50, "how long each rule is timed, in its thread's CPU time")
	compile := flag.Bool("compile", false, "the file has definitions: compile all of their rules, once")
	flag.Parse()
	// Its CPU time is the thread's.
	runtime.LockOSThread()
	file, err := os.Open(flag.Arg(0))
	must(err)
	scanner := bufio.NewScanner(file)
	scanner.Buffer(nil, 64<<20)
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetEscapeHTML(false)
	if *compile {
		must(encoder.Encode(compiled(scanner)))
		return
	}
	for scanner.Scan() {
		var rule rule
		must(json.Unmarshal(scanner.Bytes(), &rule))
		must(encoder.Encode(evaluated(rule, time.Duration(*milliseconds)*time.Millisecond)))
	}
	must(scanner.Err())
}

func read(text []byte) *schema.Structural {
	var external v1.JSONSchemaProps
	must(json.Unmarshal(text, &external))
	var internal apiextensions.JSONSchemaProps
	must(v1.Convert_v1_JSONSchemaProps_To_apiextensions_JSONSchemaProps(&external, &internal, nil))
	s, err := schema.NewStructural(&internal)
	must(err)
	return s
}

func compiled(scanner *bufio.Scanner) line {
	var roots []*schema.Structural
	for scanner.Scan() {
		var definition struct {
			Spec struct {
				Versions []struct {
					Schema struct{ OpenAPIV3Schema json.RawMessage }
				}
			}
		}
		must(json.Unmarshal(scanner.Bytes(), &definition))
		for _, v := range definition.Spec.Versions {
			if v.Schema.OpenAPIV3Schema != nil {
				roots = append(roots, read(v.Schema.OpenAPIV3Schema))
			}
		}
	}
	must(scanner.Err())
	var results []string
	thread, process := cpu(unix.CLOCK_THREAD_CPUTIME_ID), cpu(unix.CLOCK_PROCESS_CPUTIME_ID)
	for _, root := range roots {
		walk(root, model.SchemaDeclType(root, true), &results)
	}
	thread, process = cpu(unix.CLOCK_THREAD_CPUTIME_ID)-thread, cpu(unix.CLOCK_PROCESS_CPUTIME_ID)-process
	return line{Thread: us(thread), Process: us(process), Results: results}
}

func walk(s *schema.Structural, declared *apiservercel.DeclType, results *[]string) {
	if declared == nil {
		return
	}
	compiled, err := cel.Compile(s, declared, celconfig.PerCallLimit, bases, cel.NewExpressionsEnvLoader())
	must(err)
	for _, rule := range compiled {
		*results = append(*results, fmt.Sprint(rule.MaxCost, rule.Error != nil))
	}
	if s.Items != nil {
		walk(s.Items, declared.ElemType, results)
	}
	if s.AdditionalProperties != nil && s.AdditionalProperties.Structural != nil {
		walk(s.AdditionalProperties.Structural, declared.ElemType, results)
	}
	for _, name := range sorted(s.Properties) {
		if escaped, ok := apiservercel.Escape(name); ok && declared.Fields[escaped] != nil {
			property := s.Properties[name]
			walk(&property, declared.Fields[escaped].Type, results)
		}
	}
}

// activation is the one that the server has for rules that do not look back.
type activation struct{ self ref.Val }

func (a *activation) ResolveName(name string) (any, bool) {
	if name == "self" {
		return a.self, true
	}
	return nil, false
}

func (a *activation) Parent() interpreter.Activation { return nil }

func evaluated(rule rule, long time.Duration) line {
	s := read(rule.Schema)
	s.XValidations = v1.ValidationRules{{Rule: rule.Rule}}
	compiled, err := cel.Compile(s, model.SchemaDeclType(s, rule.Root), celconfig.PerCallLimit, bases, cel.StoredExpressionsEnvLoader())
	must(err)
	if compiled[0].Error != nil {
		panic(compiled[0].Error)
	}
	if rule.Root {
		s = model.WithTypeAndObjectMeta(s)
	}
	var objects []any
	for _, text := range rule.Objects {
		decoder := json.NewDecoder(bytes.NewReader(text))
		decoder.UseNumber()
		var object any
		must(decoder.Decode(&object))
		objects = append(objects, numbers(object))
	}
	ask := func(object any) string {
		value, details, err := compiled[0].Program.Eval(&activation{cel.UnstructuredToVal(object, s)})
		if err != nil {
			return fmt.Sprint(*details.ActualCost(), " ", err)
		}
		return fmt.Sprint(*details.ActualCost(), " ", value.Value())
	}
	line := line{Rule: rule.Rule}
	for _, object := range objects {
		line.Results = append(line.Results, ask(object))
	}
	var ofThread, ofProcess time.Duration
	count := 0
	for round := 0; ofThread < long; round++ {
		thread, process := cpu(unix.CLOCK_THREAD_CPUTIME_ID), cpu(unix.CLOCK_PROCESS_CPUTIME_ID)
		for range 100 {
			for _, object := range objects {
				compiled[0].Program.Eval(&activation{cel.UnstructuredToVal(object, s)})
			}
		}
		// The first is to warm up.
		if round > 0 {
			ofThread += cpu(unix.CLOCK_THREAD_CPUTIME_ID) - thread
			ofProcess += cpu(unix.CLOCK_PROCESS_CPUTIME_ID) - process
			count += 100 * len(objects)
		}
	}
	line.Thread, line.Process = us(ofThread)/float64(count), us(ofProcess)/float64(count)
	return line
}

// numbers makes whole numbers and floats of JSON's numbers, as the server reads objects.
func numbers(value any) any {
	switch v := value.(type) {
	case json.Number:
		if n, err := v.Int64(); err == nil {
			return n
		}
		f, err := v.Float64()
		must(err)
		return f
	case []any:
		for i := range v {
			v[i] = numbers(v[i])
		}
	case map[string]any:
		for k := range v {
			v[k] = numbers(v[k])
		}
	}
	return value
}

func cpu(clock int32) time.Duration {
	var spec unix.Timespec
	must(unix.ClockGettime(clock, &spec))
	return time.Duration(spec.Nano())
}

func us(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1000 }

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func sorted[T any](m map[string]T) []string { return slices.Sorted(maps.Keys(m)) }
