// Cel writes down what the reference's own libraries make of expressions in CEL: the tree, errors, types, estimated costs, values and what
// they cost. crates/cel compares itself with it.
//
//	go run . expressions < cases.jsonl > rows.jsonl
//	go run . corpus FILE > rows.jsonl               FILE: a definition in JSON a line
//	go run . time FILE                              the same without a word, and then how long it took
//	go run . functions new|stored                   the functions of an environment, one form of each a line
//
// A case is {"expression", "schemas": {NAME: an OpenAPI v3 schema, of which NAME is}, "types": {NAME: "int", "list(string)" ...},
// "values": {NAME: value}, "stored": whether the environment is the one for stored expressions, "limit": of the cost, "root": the NAME of
// the schema that whatever has none is taken for in the estimate, as self is for custom resources, "withPlaces": whether the tree is
// written once more with the places of its nodes}.
// All but the expression may be left out. A case without one says which schemas, types, root and values the cases
// behind it have that have neither schemas nor types.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"sort"
	"strings"
	"time"

	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/checker"
	"github.com/google/cel-go/common/ast"
	"github.com/google/cel-go/common/debug"
	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"
	"github.com/google/cel-go/common/types/traits"

	"k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	v1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	schemacel "k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel/model"
	"k8s.io/apimachinery/pkg/util/version"
	celconfig "k8s.io/apiserver/pkg/apis/cel"
	apiservercel "k8s.io/apiserver/pkg/cel"
	"k8s.io/apiserver/pkg/cel/common"
	"k8s.io/apiserver/pkg/cel/environment"
	"k8s.io/apiserver/pkg/cel/library"
)

type testCase struct {
	Expression string                     `json:"expression"`
	Schemas    map[string]json.RawMessage `json:"schemas,omitempty"`
	Types      map[string]string          `json:"types,omitempty"`
	Values     map[string]json.RawMessage `json:"values,omitempty"`
	Stored     bool                       `json:"stored,omitempty"`
	Limit      *uint64                    `json:"limit,omitempty"`
	Root       string                     `json:"root,omitempty"`
	WithPlaces bool                       `json:"withPlaces,omitempty"`
}

type row struct {
	testCase
	// What is wrong with the expression, as the reference shows it.
	Issues string `json:"issues,omitempty"`
	// The tree, as the reference's library writes it, where the expression can be read.
	Tree string `json:"tree,omitempty"`
	// The same with the place of each node behind it, in characters from the beginning of the text.
	Places string `json:"places,omitempty"`
	// Its type.
	Type string `json:"type,omitempty"`
	// Its estimated cost.
	Cost *checker.CostEstimate `json:"cost,omitempty"`
	// What comes of it.
	Value string `json:"value,omitempty"`
	Error string `json:"error,omitempty"`
	// What that cost.
	Actual *uint64 `json:"actual,omitempty"`
	// What the reference's library fell over.
	Panic string `json:"panic,omitempty"`
}

func main() {
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	switch os.Args[1] {
	case "expressions":
		lines(os.Stdin, func(line []byte) {
			var c testCase
			must(json.Unmarshal(line, &c))
			if c.Expression == "" && len(c.Schemas)+len(c.Types) > 0 {
				usual = c
				write(out, c)
				return
			}
			write(out, ask(c))
		})
	case "corpus":
		corpus(os.Args[2], func(r rule) { write(out, r) })
	case "time":
		start := time.Now()
		count := 0
		corpus(os.Args[2], func(rule) { count++ })
		fmt.Fprintf(out, "%d rules in %v\n", count, time.Since(start))
	case "functions":
		functions(out, os.Args[2] == "stored")
	default:
		panic("expressions, corpus, time or functions?")
	}
}

// Version of the environment that new expressions are compiled in: the oldest server that shares the data with this one.
var bases = environment.MustBaseEnvSet(version.MajorMinor(1, 36))

// What cases have that say neither which schemas nor which types.
var usual testCase

func ask(c testCase) (result row) {
	result = row{testCase: c}
	if c.Schemas == nil && c.Types == nil {
		c.Schemas, c.Types, c.Root = usual.Schemas, usual.Types, usual.Root
		if c.Values == nil {
			c.Values = usual.Values
		}
	}
	defer func() {
		if r := recover(); r != nil {
			result.Panic = fmt.Sprint(r)
		}
	}()
	options := environment.VersionedOptions{IntroducedVersion: version.MajorMinor(1, 0)}
	structurals := map[string]*schema.Structural{}
	sizes := &sizeEstimator{roots: map[string]*apiservercel.DeclType{}}
	for _, name := range sorted(c.Schemas) {
		s := structural(c.Schemas[name])
		structurals[name] = s
		declared := model.SchemaDeclType(s, s.XEmbeddedResource)
		sizes.roots[name] = declared
		declared = declared.MaybeAssignTypeName(name + "Type")
		options.EnvOptions = append(options.EnvOptions, cel.Variable(name, declared.CelType()))
		options.DeclTypes = append(options.DeclTypes, declared)
	}
	sizes.root = sizes.roots[c.Root]
	for _, name := range sorted(c.Types) {
		options.EnvOptions = append(options.EnvOptions, cel.Variable(name, parseType(c.Types[name])))
	}
	set, err := bases.Extend(options)
	must(err)
	env := set.NewExpressionsEnv()
	if c.Stored {
		env = set.StoredExpressionsEnv()
	}
	parsed, issues := env.Parse(c.Expression)
	if issues.Err() != nil {
		result.Issues = issues.String()
		return result
	}
	result.Tree = tree(parsed.NativeRep().Expr())
	if c.WithPlaces {
		result.Places = debug.ToAdornedDebugString(parsed.NativeRep().Expr(), places{parsed.NativeRep().SourceInfo()})
	}
	checked, issues := env.Compile(c.Expression)
	if issues.Err() != nil {
		result.Issues = issues.String()
		return result
	}
	result.Type = checked.OutputType().String()
	estimator := &library.CostEstimator{SizeEstimator: sizes}
	cost, err := env.EstimateCost(checked, estimator)
	must(err)
	result.Cost = &cost
	if c.Values == nil && len(c.Schemas)+len(c.Types) > 0 {
		return result
	}
	limit := uint64(celconfig.PerCallLimit)
	if c.Limit != nil {
		limit = *c.Limit
	}
	program, err := env.Program(checked, cel.CostLimit(limit), cel.CostTracking(estimator), cel.InterruptCheckFrequency(celconfig.CheckFrequency))
	if err != nil {
		result.Error = "program: " + err.Error()
		return result
	}
	values := map[string]any{}
	for name, text := range c.Values {
		var value any
		decoder := json.NewDecoder(bytes.NewReader(text))
		decoder.UseNumber()
		must(decoder.Decode(&value))
		value = numbers(value)
		if s := structurals[name]; s != nil {
			values[name] = common.UnstructuredToVal(value, &model.Structural{Structural: s})
		} else {
			values[name] = value
		}
	}
	value, details, err := program.Eval(values)
	if details != nil && details.ActualCost() != nil {
		result.Actual = details.ActualCost()
	}
	if err != nil {
		result.Error = err.Error()
	} else {
		result.Value = show(value)
	}
	return result
}

// sizeEstimator is apiextensions', for several roots.
type sizeEstimator struct {
	roots map[string]*apiservercel.DeclType
	// What whatever has no root is taken for, if anything.
	root *apiservercel.DeclType
}

func (e *sizeEstimator) EstimateSize(element checker.AstNode) *checker.SizeEstimate {
	if len(element.Path()) == 0 {
		return nil
	}
	node := e.roots[element.Path()[0]]
	if node == nil {
		node = e.root
	}
	for _, name := range element.Path()[1:] {
		if node == nil {
			return nil
		}
		switch name {
		case "@items", "@values":
			node = node.ElemType
		case "@keys":
			node = node.KeyType
		default:
			if field := node.Fields[name]; field != nil {
				node = field.Type
			} else {
				node = nil
			}
		}
	}
	if node == nil {
		return nil
	}
	return &checker.SizeEstimate{Min: 0, Max: uint64(node.MaxElements)}
}

func (e *sizeEstimator) EstimateCallCost(string, string, *checker.AstNode, []checker.AstNode) *checker.CallEstimate {
	return nil
}

func structural(text []byte) *schema.Structural {
	var external v1.JSONSchemaProps
	must(json.Unmarshal(text, &external))
	var internal apiextensions.JSONSchemaProps
	must(v1.Convert_v1_JSONSchemaProps_To_apiextensions_JSONSchemaProps(&external, &internal, nil))
	s, err := schema.NewStructural(&internal)
	must(err)
	return s
}

// parseType reads a type's name: bool, int, list(T), map(K,V), optional_type(T) and so on.
func parseType(text string) *cel.Type {
	simple := map[string]*cel.Type{
		"dyn": cel.DynType, "any": cel.AnyType, "bool": cel.BoolType, "int": cel.IntType, "uint": cel.UintType, "double": cel.DoubleType,
		"string": cel.StringType, "bytes": cel.BytesType, "duration": cel.DurationType, "timestamp": cel.TimestampType,
		"null_type": cel.NullType, "quantity": apiservercel.QuantityType, "ip": apiservercel.IPType, "cidr": apiservercel.CIDRType,
		"url": apiservercel.URLType, "semver": apiservercel.SemverType, "authorizer": library.AuthorizerType,
	}
	if t := simple[text]; t != nil {
		return t
	}
	inner := func(prefix string) (string, bool) {
		rest, ok := strings.CutPrefix(text, prefix+"(")
		return strings.TrimSuffix(rest, ")"), ok
	}
	if t, ok := inner("list"); ok {
		return cel.ListType(parseType(t))
	}
	if t, ok := inner("optional_type"); ok {
		return cel.OptionalType(parseType(t))
	}
	if t, ok := inner("type"); ok {
		return types.NewTypeTypeWithParam(parseType(t))
	}
	if t, ok := inner("map"); ok {
		key, value, _ := strings.Cut(t, ",")
		return cel.MapType(parseType(key), parseType(value))
	}
	panic("no such type: " + text)
}

// functions writes "ID<tab>FUNCTION<tab>member or global<tab>(TYPES) -> TYPE" for each form of each function, functions sorted, forms in the order in which
// they are tried.
func functions(out *bufio.Writer, stored bool) {
	env := bases.NewExpressionsEnv()
	if stored {
		env = bases.StoredExpressionsEnv()
	}
	all := env.Functions()
	for _, name := range sorted(all) {
		for _, o := range all[name].OverloadDecls() {
			kind := "global"
			if o.IsMemberFunction() {
				kind = "member"
			}
			signature := types.NewOpaqueType("function", append([]*types.Type{o.ResultType()}, o.ArgTypes()...)...)
			fmt.Fprintf(out, "%s\t%s\t%s\t%s\n", o.ID(), name, kind, checker.FormatCELType(signature))
		}
	}
}

// tree writes a tree without the numbers of its nodes.
func tree(e ast.Expr) string { return debug.ToDebugString(e) }

// places writes where nodes stand.
type places struct{ info *ast.SourceInfo }

func (p places) GetMetadata(node any) string {
	if n, ok := node.(interface{ ID() int64 }); ok {
		if offsets, found := p.info.GetOffsetRange(n.ID()); found {
			return fmt.Sprintf("@%d", offsets.Start)
		}
	}
	return "@"
}

// numbers makes whole numbers and floats of JSON's numbers, as the reference reads objects.
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

// show writes a value with its type; the entries of maps in the order of their texts.
func show(value ref.Val) string {
	switch v := value.(type) {
	case types.String:
		return fmt.Sprintf("%q", string(v))
	case types.Bytes:
		return fmt.Sprintf("b%q", []byte(v))
	case types.Uint:
		return fmt.Sprintf("%du", uint64(v))
	case types.Int, types.Bool:
		return fmt.Sprint(v)
	case types.Double:
		text, _ := json.Marshal(fmt.Sprint(float64(v)))
		return "double(" + strings.Trim(string(text), `"`) + ")"
	case types.Null:
		return "null"
	case types.Timestamp:
		return "timestamp(" + v.Time.UTC().Format(time.RFC3339Nano) + ")"
	case types.Duration:
		return "duration(" + v.Duration.String() + ")"
	case *types.Optional:
		if !v.HasValue() {
			return "none"
		}
		return "some(" + show(v.GetValue()) + ")"
	case *types.Type:
		return "type(" + v.String() + ")"
	case traits.Mapper:
		var entries []string
		for it := v.Iterator(); it.HasNext() == types.True; {
			key := it.Next()
			entries = append(entries, show(key)+": "+show(v.Get(key)))
		}
		sort.Strings(entries)
		return "{" + strings.Join(entries, ", ") + "}"
	case traits.Lister:
		var items []string
		for it := v.Iterator(); it.HasNext() == types.True; {
			items = append(items, show(it.Next()))
		}
		return "[" + strings.Join(items, ", ") + "]"
	}
	if s, ok := value.Value().(fmt.Stringer); ok {
		return value.Type().TypeName() + "(" + s.String() + ")"
	}
	return fmt.Sprintf("%s(%v)", value.Type().TypeName(), value.Value())
}

// rule is what comes of one rule of a definition.
type rule struct {
	Definition string `json:"definition"`
	Version    string `json:"version"`
	Path       string `json:"path"`
	Rule       string `json:"rule"`
	Error      string `json:"error,omitempty"`
	Cost       uint64 `json:"cost"`
	MessageErr string `json:"messageError,omitempty"`
	Message    uint64 `json:"messageCost,omitempty"`
	Old        bool   `json:"usesOldSelf,omitempty"`
	// How often it can apply at most, where it is below a list or map without a bound.
	Cardinality uint64 `json:"cardinality"`
}

func corpus(path string, each func(rule)) {
	file, err := os.Open(path)
	must(err)
	defer file.Close()
	lines(file, func(line []byte) {
		var definition v1.CustomResourceDefinition
		if json.Unmarshal(line, &definition) != nil {
			return
		}
		for _, v := range definition.Spec.Versions {
			if v.Schema == nil || v.Schema.OpenAPIV3Schema == nil {
				continue
			}
			var internal apiextensions.JSONSchemaProps
			must(v1.Convert_v1_JSONSchemaProps_To_apiextensions_JSONSchemaProps(v.Schema.OpenAPIV3Schema, &internal, nil))
			s, err := schema.NewStructural(&internal)
			if err != nil {
				continue
			}
			walk(s, model.SchemaDeclType(s, true), "", func(path string, s *schema.Structural, declared *apiservercel.DeclType) {
				results, err := schemacel.Compile(s, declared, celconfig.PerCallLimit, bases, schemacel.NewExpressionsEnvLoader())
				must(err)
				for i, result := range results {
					r := rule{Definition: definition.Name, Version: v.Name, Path: path, Rule: s.XValidations[i].Rule, Cost: result.MaxCost,
						Message: result.MessageExpressionMaxCost, Old: result.UsesOldSelf, Cardinality: result.MaxCardinality}
					if result.Error != nil {
						r.Error = result.Error.Detail
					}
					if result.MessageExpressionError != nil {
						r.MessageErr = result.MessageExpressionError.Detail
					}
					each(r)
				}
			})
		}
	})
}

func walk(s *schema.Structural, declared *apiservercel.DeclType, path string, each func(string, *schema.Structural, *apiservercel.DeclType)) {
	if len(s.XValidations) > 0 {
		each(path, s, declared)
	}
	if s.Items != nil {
		var inner *apiservercel.DeclType
		if declared != nil {
			inner = declared.ElemType
		}
		walk(s.Items, inner, path+"[*]", each)
	}
	if s.AdditionalProperties != nil && s.AdditionalProperties.Structural != nil {
		var inner *apiservercel.DeclType
		if declared != nil {
			inner = declared.ElemType
		}
		walk(s.AdditionalProperties.Structural, inner, path+"[*]", each)
	}
	for _, name := range sorted(s.Properties) {
		var inner *apiservercel.DeclType
		if declared != nil {
			if escaped, ok := apiservercel.Escape(name); ok && declared.Fields[escaped] != nil {
				inner = declared.Fields[escaped].Type
			}
		}
		property := s.Properties[name]
		walk(&property, inner, path+"."+name, each)
	}
}

func lines(file *os.File, each func([]byte)) {
	scanner := bufio.NewScanner(file)
	scanner.Buffer(nil, 64<<20)
	for scanner.Scan() {
		each(scanner.Bytes())
	}
	must(scanner.Err())
}

func write(out *bufio.Writer, value any) {
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	must(encoder.Encode(value))
}

func sorted[T any](m map[string]T) []string {
	var names []string
	for name := range m {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
