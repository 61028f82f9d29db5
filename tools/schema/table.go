package main

import (
	"encoding/json"
	"fmt"
	"log"
	"maps"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"slices"
	"sort"
	"strconv"
	"strings"
	"unicode"

	networkingv1 "k8s.io/api/networking/v1"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	definitionserver "k8s.io/apiextensions-apiserver/pkg/apiserver"
	apiextensionsopenapi "k8s.io/apiextensions-apiserver/pkg/generated/openapi"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/apimachinery/pkg/util/sets"
	apiregistrationv1 "k8s.io/kube-aggregator/pkg/apis/apiregistration/v1"
	aggregatoropenapi "k8s.io/kube-aggregator/pkg/generated/openapi"
	"k8s.io/kube-openapi/pkg/common"
	"k8s.io/kube-openapi/pkg/validation/spec"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	"k8s.io/kubernetes/pkg/generated/openapi"
)

// writeTable writes the files of the table into a folder that has no others.
func writeTable(folder string) {
	g := newGenerator()
	for _, root := range append(roots, described...) {
		g.structType(reflect.TypeOf(root))
	}
	for name, text := range g.files() {
		if err := os.WriteFile(filepath.Join(folder, name+".rs"), []byte(text), 0o644); err != nil {
			log.Fatal(err)
		}
	}
}

// checkEvery goes over all released kinds that the server's scheme registers.
func checkEvery() {
	g := newGenerator()
	kinds := 0
	for kind, t := range legacyscheme.Scheme.AllKnownTypes() {
		if version := path.Base(t.PkgPath()); version == kind.Version && !strings.ContainsAny(version, "ab") {
			g.structType(t)
			kinds++
		}
	}
	g.structType(reflect.TypeFor[apiextensionsv1.CustomResourceDefinition]())
	g.structType(reflect.TypeFor[apiregistrationv1.APIService]())
	fields := 0
	for _, of := range g.structs {
		fields += of.fields
	}
	fmt.Printf("%d kinds, %d types, %d fields\n", kinds, len(g.structs), fields)
}

const header = `//! Facts of the API's types, generated from the published Kubernetes modules (v1.37.2) by tools/schema. Not written by hand.
//!
//! To write it anew: ` + "`cd tools/schema && go run . table ../../crates/object/src/schema/table`" + `
`

// definition is what is asked of a schema in the OpenAPI document.
type definition struct {
	Properties map[string]definition `json:"properties"`
	Items      *definition           `json:"items"`
	Additional *definition           `json:"additionalProperties"`
	Required   []string              `json:"required"`
	Enum       []string              `json:"enum"`
	Default    json.RawMessage       `json:"default"`
	ListType   string                `json:"x-kubernetes-list-type"`
	ListKeys   []string              `json:"x-kubernetes-list-map-keys"`
	MapType    string                `json:"x-kubernetes-map-type"`
}

// structure is a struct as it will be written.
type structure struct {
	module, name, text string
	fields             int
	// keeps: it makes a difference there whether a list or map is nil or empty.
	keeps bool
	// shared: named by another file.
	shared bool
	// uses: the modules of the structs that it names.
	uses sets.Set[string]
}

type generator struct {
	definitions map[string]definition
	structs     []*structure
	known       map[string]*structure
}

func newGenerator() *generator {
	return &generator{definitions: readOpenAPI(), known: map[string]*structure{}}
}

// readOpenAPI reads what the server itself tells OpenAPI of its types, by package and name.
func readOpenAPI() map[string]definition {
	reference := func(name string) spec.Ref { return spec.MustCreateRef("#/definitions/" + name) }
	read := map[string]definition{}
	for name, known := range definitions(reference) {
		text, err := json.Marshal(known.Schema)
		if err != nil {
			log.Fatal(err)
		}
		var definition definition
		if err := json.Unmarshal(text, &definition); err != nil {
			log.Fatal(err)
		}
		read[name] = definition
	}
	return read
}

// definitions are what the server tells OpenAPI of all its types.
func definitions(reference common.ReferenceCallback) map[string]common.OpenAPIDefinition {
	every := openapi.GetOpenAPIDefinitions(reference)
	maps.Copy(every, apiextensionsopenapi.GetOpenAPIDefinitions(reference))
	maps.Copy(every, aggregatoropenapi.GetOpenAPIDefinitions(reference))
	return every
}

// structType writes a struct and those that it reaches, and says what it is called.
func (g *generator) structType(t reflect.Type) *structure {
	pkg := "io.k8s." + strings.ReplaceAll(strings.TrimPrefix(t.PkgPath(), "k8s.io/"), "/", ".")
	// What is only shown, as a PartialObjectMetadata is, has no definition: neither ownership nor patches ask for it.
	known := g.definitions[pkg+"."+t.Name()]
	return g.variant(t, known, pkg, known.MapType == "atomic", constant(t))
}

// keepEmpty are the types of which it makes a difference whether a list or map is nil or empty.
var keepEmpty = []reflect.Type{
	// Checks ask, errors show, and who owns versions depends on it.
	reflect.TypeFor[apiextensionsv1.JSONSchemaProps](), reflect.TypeFor[apiextensionsv1.CustomResourceDefinitionVersion](),
	// An error shows it.
	reflect.TypeFor[networkingv1.IngressSpec](),
	// A NetworkPolicy's generation goes on by it.
	reflect.TypeFor[networkingv1.NetworkPolicySpec](), reflect.TypeFor[networkingv1.NetworkPolicyIngressRule](),
	reflect.TypeFor[networkingv1.NetworkPolicyEgressRule](), reflect.TypeFor[networkingv1.NetworkPolicyPeer](),
	reflect.TypeFor[networkingv1.IPBlock](),
}

// keepWithin are those of which it does so within the former, and nowhere else.
var keepWithin = []reflect.Type{reflect.TypeFor[metav1.LabelSelector](), reflect.TypeFor[metav1.LabelSelectorRequirement]()}

// kept is behind the names of the latter.
const kept = "_KEPT"

func (g *generator) variant(t reflect.Type, known definition, pkg string, atomic bool, name string) *structure {
	module := module(t.PkgPath())
	key := module + "::" + name
	if of, ok := g.known[key]; ok {
		return of
	}
	keeps := slices.Contains(keepEmpty, t) || strings.HasSuffix(name, kept)
	of := &structure{module: module, name: name, keeps: keeps, uses: sets.New[string]()}
	g.known[key] = of
	g.structs = append(g.structs, of)
	b := body{generator: g, of: of}
	b.fields(t, known, "")
	more := ""
	if len(b.inline) > 0 {
		more = fmt.Sprintf(" inline: &[%s],", strings.Join(b.inline, ", "))
	}
	if keeps {
		more += " keeps_empty: true,"
	}
	of.text = fmt.Sprintf("static %s: Struct = Struct { name: %q, package: %q, go_type: %q, atomic: %v,%s fields: &[\n%s], ..EMPTY };\n",
		name, t.Name(), pkg, t.String(), atomic, more, b.text.String())
	return of
}

// body is a struct that is being written.
type body struct {
	*generator
	of     *structure
	text   strings.Builder
	inline []string
}

func (b *body) fields(t reflect.Type, known definition, embedded string) {
	for i := range t.NumField() {
		field := t.Field(i)
		tag := strings.Split(field.Tag.Get("json"), ",")
		if tag[0] == "-" || !field.IsExported() {
			continue
		}
		if field.Anonymous && tag[0] == "" {
			if number := protobufNumber(field); number != "" && embedded == "" {
				b.inline = append(b.inline, fmt.Sprintf("Inline { number: %s, go_name: %q, of: &%s }",
					number, field.Name, b.name(b.structType(field.Type))))
			}
			within := field.Name
			if embedded != "" {
				within = embedded + "." + within
			}
			b.fields(field.Type, known, within)
			continue
		}
		property, ok := known.Properties[tag[0]]
		if !ok && known.Properties != nil {
			log.Fatalf("%v.%s is not in the OpenAPI document", t, tag[0])
		}
		b.field(field, tag, property, slices.Contains(known.Required, tag[0]), embedded)
	}
}

func (b *body) field(field reflect.StructField, tag []string, known definition, required bool, embedded string) {
	b.of.fields++
	t := field.Type
	pointer := t.Kind() == reflect.Pointer
	if pointer {
		t = t.Elem()
	}
	options := sets.New(tag[1:]...)
	// A struct is never empty to omitempty; omitzero asks the type.
	omitted := options.Has("omitempty") && (pointer || t.Kind() != reflect.Struct) || options.Has("omitzero")
	fmt.Fprintf(&b.text, "    field(%q, %q, %q, %s)", tag[0], field.Name, t.String(), b.typeOf(t, known))
	say := func(when bool, format string, args ...any) {
		if when {
			fmt.Fprintf(&b.text, "."+format, args...)
		}
	}
	say(embedded != "", "embedded(%q)", embedded)
	say(pointer, "pointer()")
	say(omitted, "omitempty()")
	say(required, "required()")
	// Of a list, those of what is in it.
	values := append(known.Enum, part(known.Items).Enum...)
	say(len(values) > 0, `values(&["%s"])`, strings.Join(values, `", "`))
	// Of what is left out when empty, a zero default says that there is one.
	said := omitted && !pointer && isScalarZero(known.Default)
	say(said || !isZero(known.Default), "default(%q)", string(known.Default))
	// What a type embeds travels outside its protobuf message, or within one of its own.
	number := protobufNumber(field)
	say(number != "" && embedded == "", "protobuf(%s)", number)
	if strategy := field.Tag.Get("patchStrategy"); strategy != "" {
		parts := sets.New(strings.Split(strategy, ",")...)
		say(parts.Has("merge"), "merge(%q)", field.Tag.Get("patchMergeKey"))
		say(parts.Has("replace"), "replace()")
		say(parts.Has("retainKeys"), "retain_keys()")
	}
	b.text.WriteString(",\n")
}

// isZero: does this default say no more than Go's zero value?
func isZero(value json.RawMessage) bool {
	return slices.Contains([]string{"", `""`, "0", "false", "null", "{}", "[]"}, string(value))
}

func isScalarZero(value json.RawMessage) bool {
	return slices.Contains([]string{`""`, "0", "false"}, string(value))
}

func protobufNumber(field reflect.StructField) string {
	if parts := strings.Split(field.Tag.Get("protobuf"), ","); len(parts) > 1 {
		return parts[1]
	}
	return ""
}

// own are the types that read and write themselves.
var own = map[reflect.Type]string{
	reflect.TypeFor[metav1.Time]():                                  "Time",
	reflect.TypeFor[metav1.MicroTime]():                             "MicroTime",
	reflect.TypeFor[metav1.FieldsV1]():                              "Raw(Raw::FieldsV1)",
	reflect.TypeFor[runtime.RawExtension]():                         "Raw(Raw::Extension)",
	reflect.TypeFor[apiextensionsv1.JSON]():                         "Raw(Raw::Json)",
	reflect.TypeFor[resource.Quantity]():                            "Quantity",
	reflect.TypeFor[intstr.IntOrString]():                           "IntOrString",
	reflect.TypeFor[[]byte]():                                       "Bytes",
	reflect.TypeFor[apiextensionsv1.JSONSchemaPropsOrArray]():       "Either",
	reflect.TypeFor[apiextensionsv1.JSONSchemaPropsOrBool]():        "Either",
	reflect.TypeFor[apiextensionsv1.JSONSchemaPropsOrStringArray](): "Either",
}

var simple = map[reflect.Kind]string{
	reflect.String: "String", reflect.Bool: "Bool", reflect.Int32: "Int32", reflect.Int64: "Int64", reflect.Float64: "Float",
}

func (b *body) typeOf(t reflect.Type, known definition) string {
	switch name := own[t]; name {
	case "":
	case "Either":
		return b.either(t)
	default:
		return "Type::" + name
	}
	if name, ok := simple[t.Kind()]; ok {
		return "Type::" + name
	}
	switch t.Kind() {
	case reflect.Pointer:
		return b.typeOf(t.Elem(), known)
	case reflect.Struct:
		return "Type::Struct(&" + b.name(b.reached(t, known)) + ")"
	case reflect.Map:
		return fmt.Sprintf("Type::Map(&Map { of: %s, atomic: %v })", b.typeOf(t.Elem(), part(known.Additional)), known.MapType == "atomic")
	case reflect.Slice:
		return fmt.Sprintf("Type::List(&List { of: %s, go_type: %q, topology: %s, declared: %v, boxed: %v })",
			b.typeOf(t.Elem(), part(known.Items)), t.Elem().String(), topology(known), known.ListType != "", isMessage(t))
	}
	log.Fatalf("%v has no type in the table", t)
	return ""
}

// either is a struct, which the field Schema holds, or what the other field does.
func (b *body) either(t reflect.Type) string {
	or := "Or::Bool"
	for i := range t.NumField() {
		if field := t.Field(i); field.Type.Kind() == reflect.Slice {
			or = "Or::List" + strings.TrimPrefix(b.typeOf(field.Type, definition{}), "Type::List")
		}
	}
	schema, _ := t.FieldByName("Schema")
	return fmt.Sprintf("Type::Either(&Either { name: %q, of: &%s, or: %s })", t.Name(), b.name(b.structType(schema.Type.Elem())), or)
}

func part(known *definition) definition {
	if known == nil {
		return definition{}
	}
	return *known
}

// reached is the struct that a field holds. The field may say otherwise than the type how it is owned.
func (b *body) reached(t reflect.Type, known definition) *structure {
	pkg := "io.k8s." + strings.ReplaceAll(strings.TrimPrefix(t.PkgPath(), "k8s.io/"), "/", ".")
	its := b.definitions[pkg+"."+t.Name()]
	if b.of.keeps && slices.Contains(keepWithin, t) {
		return b.variant(t, its, pkg, its.MapType == "atomic", constant(t)+kept)
	}
	of := b.structType(t)
	if known.MapType == "" || (known.MapType == "atomic") == (its.MapType == "atomic") {
		return of
	}
	return b.variant(t, its, pkg, known.MapType == "atomic", constant(t)+"_"+strings.ToUpper(known.MapType))
}

// name is how this body names a struct.
func (b *body) name(of *structure) string {
	if of.module == b.of.module {
		return of.name
	}
	of.shared = true
	b.of.uses.Insert(of.module)
	return of.module + "::" + of.name
}

// isMessage: does this list have a protobuf message of its own?
func isMessage(t reflect.Type) bool {
	return t.Implements(reflect.TypeFor[interface{ Marshal() ([]byte, error) }]())
}

func topology(known definition) string {
	switch known.ListType {
	case "set":
		return "Topology::Set"
	case "map":
		return fmt.Sprintf("Topology::Keyed(&[%s])", `"`+strings.Join(known.ListKeys, `", "`)+`"`)
	}
	return "Topology::Atomic"
}

// module is the file for a Go package: core_v1, meta_v1, version.
func module(pkg string) string {
	name, dir := path.Base(pkg), path.Base(path.Dir(pkg))
	if len(name) > 1 && name[0] == 'v' && unicode.IsDigit(rune(name[1])) {
		return dir + "_" + name
	}
	return name
}

// constant turns v1.EndpointSubset into ENDPOINT_SUBSET, v1.APIVersions into API_VERSIONS, v1beta1.X into X_V1BETA1.
func constant(t reflect.Type) string {
	name := t.Name()
	var b strings.Builder
	for i, c := range name {
		starts := unicode.IsUpper(c) && (!isUpper(name, i-1) || i+1 < len(name) && !isUpper(name, i+1))
		if i > 0 && starts {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToUpper(c))
	}
	if version := path.Base(t.PkgPath()); version != "v1" {
		b.WriteString("_" + strings.ToUpper(version))
	}
	return b.String()
}

func isUpper(name string, i int) bool {
	return i >= 0 && i < len(name) && unicode.IsUpper(rune(name[i]))
}

// files are the table's files by name: one for each package, the kinds, and what holds them together.
func (g *generator) files() map[string]string {
	files := map[string]string{"kinds": kinds()}
	g.known["meta_v1::OBJECT_META"].shared = true
	for _, root := range append(roots, described...) {
		g.structType(reflect.TypeOf(root)).shared = true
	}
	modules := map[string][]*structure{}
	for _, of := range g.structs {
		modules[of.module] = append(modules[of.module], of)
	}
	for module, structs := range modules {
		files[module] = moduleText(structs)
	}
	names := sets.List(sets.KeySet(modules))
	files["mod"] = modText(g, names)
	return files
}

func moduleText(structs []*structure) string {
	uses, all := sets.New[string](), ""
	for _, of := range structs {
		uses = uses.Union(of.uses)
		visible := ""
		if of.shared {
			visible = fmt.Sprintf("/// `%s`.\npub ", strings.SplitN(of.text, "\"", 3)[1])
		}
		all += "\n" + visible + of.text
	}
	names := []string{"Struct", "Type"}
	if strings.Contains(all, "..EMPTY") {
		names = append(names, "EMPTY")
	}
	for _, name := range []string{"Either", "Inline", "List", "Map", "Or", "Raw", "Topology"} {
		if strings.Contains(all, name+" {") || strings.Contains(all, name+"::") {
			names = append(names, name)
		}
	}
	names = append(names, "field")
	sort.Strings(names)
	text := header + "\n"
	if len(uses) > 0 {
		text += fmt.Sprintf("use super::{%s};\n", strings.Join(sets.List(uses), ", "))
	}
	return text + fmt.Sprintf("use crate::schema::{%s};\n", strings.Join(names, ", ")) + all
}

func modText(g *generator, modules []string) string {
	text := header + "\n"
	for _, name := range append(slices.Clone(modules), "kinds") {
		text += "mod " + name + ";\n"
	}
	text += "\npub use kinds::{DEFINITION_KINDS, KINDS};\n"
	open := map[string][]string{"meta_v1": {"OBJECT_META"}}
	rows, named := "", map[string]int{}
	for _, root := range append(roots, described...) {
		named[g.structType(reflect.TypeOf(root)).name]++
	}
	for i, root := range append(roots, described...) {
		t := reflect.TypeOf(root)
		of := g.structType(t)
		// What two packages call by the same name is found by its version and kind alone.
		name := of.module + "::" + of.name
		if named[of.name] == 1 {
			open[of.module], name = append(open[of.module], of.name), of.name
		}
		if i < len(roots) {
			rows += fmt.Sprintf("    (%q, &%s),\n", home(t), name)
		}
	}
	for _, module := range modules {
		if names := open[module]; len(names) > 0 {
			sort.Strings(names)
			text += fmt.Sprintf("pub use %s::{%s};\n", module, strings.Join(names, ", "))
		}
	}
	return text + "\nuse crate::schema::Struct;\n\n/// The types that are read and written by themselves, with the apiVersion that they have there: none for what every\n" +
		"/// version has. A type's name is its kind. Version 1 comes first.\npub static ROOTS: &[(&str, &Struct)] = &[\n" + rows + "];\n"
}

// home is the apiVersion of a type's kind; nothing for types of all versions.
func home(t reflect.Type) string {
	if strings.HasPrefix(t.PkgPath(), "k8s.io/apimachinery/") {
		return ""
	}
	for kind, known := range legacyscheme.Scheme.AllKnownTypes() {
		if known == t {
			return kind.GroupVersion().String()
		}
	}
	return path.Base(path.Dir(t.PkgPath())) + ".k8s.io/" + path.Base(t.PkgPath())
}

// kinds are the kinds in the server's two schemes, by group and version, by name.
func kinds() string {
	return header +
		rows("KINDS", "Every kind of the server's scheme", legacyscheme.Scheme) +
		rows("DEFINITION_KINDS", "The same of the scheme by which definitions are read", definitionserver.Scheme)
}

// rows are the kinds in a scheme as a table of this name.
func rows(name, what string, scheme *runtime.Scheme) string {
	var rows []string
	for kind, t := range scheme.AllKnownTypes() {
		row := []string{kind.GroupVersion().String(), kind.Kind, path.Base(t.PkgPath())}
		for i := range row {
			row[i] = strconv.Quote(row[i])
		}
		rows = append(rows, "    ("+strings.Join(row, ", ")+"),\n")
	}
	sort.Strings(rows)
	return "\n/// " + what + ", sorted: group and version as apiVersion says them, kind, the Go package of its type.\n" +
		fmt.Sprintf("pub static %s: &[(&str, &str, &str)] = &[\n%s];\n", name, strings.Join(rows, ""))
}
