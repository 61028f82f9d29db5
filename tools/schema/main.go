// Command schema prints crates/object/src/schema/table.rs: what is known of the kinds' types, as data. With the argument
// printable it prints crates/object/src/text/printable.rs; with the argument protobuf it turns an OpenAPI v2 document from
// JSON into protobuf, as the server does, for src/openapi/testdata.
//
// Everything comes from the published modules that go.mod pins: fields, types and protobuf numbers by reflection,
// list topologies, required fields and their values from what the server tells OpenAPI, registered kinds from its scheme.
// It carries facts over, no prose.
//
//	cd tools/schema
//	go run . | rustfmt --edition 2024 > ../../crates/object/src/schema/table.rs
//	go run . printable | rustfmt --edition 2024 > ../../crates/object/src/text/printable.rs
//	go run . protobuf < ../../src/openapi/testdata/v2.json > ../../src/openapi/testdata/v2.pb
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"log"
	"os"
	"path"
	"reflect"
	"slices"
	"sort"
	"strconv"
	"strings"
	"unicode"

	apidiscoveryv2 "k8s.io/api/apidiscovery/v2"
	authenticationv1 "k8s.io/api/authentication/v1"
	authorizationv1 "k8s.io/api/authorization/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	metav1beta1 "k8s.io/apimachinery/pkg/apis/meta/v1beta1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/sets"
	"k8s.io/apimachinery/pkg/version"
	"k8s.io/kube-openapi/pkg/handler"
	"k8s.io/kube-openapi/pkg/validation/spec"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	_ "k8s.io/kubernetes/pkg/controlplane"
	"k8s.io/kubernetes/pkg/generated/openapi"
)

// roots are the types that are read and written by themselves.
var roots = []any{
	corev1.Endpoints{}, corev1.EndpointsList{}, corev1.Namespace{}, corev1.NamespaceList{}, metav1.DeleteOptions{}, metav1.Status{},
	metav1.PartialObjectMetadata{}, metav1.PartialObjectMetadataList{}, metav1beta1.PartialObjectMetadataList{},
	metav1.APIVersions{}, metav1.APIResourceList{}, metav1.APIGroupList{}, metav1.APIGroup{},
	authenticationv1.SelfSubjectReview{}, authenticationv1.TokenReview{}, authorizationv1.SelfSubjectAccessReview{}, authorizationv1.SelfSubjectRulesReview{},
	authorizationv1.SubjectAccessReview{}, authorizationv1.LocalSubjectAccessReview{},
	apidiscoveryv2.APIGroupDiscoveryList{},
}

// described are the types that only OpenAPI tells of.
var described = []any{metav1.WatchEvent{}, version.Info{}}

func main() {
	if len(os.Args) > 1 {
		switch os.Args[1] {
		case "printable":
			printPrintable()
		case "protobuf":
			printProtobuf()
		default:
			log.Fatalf("no such thing: %s", os.Args[1])
		}
		return
	}
	g := generator{definitions: readOpenAPI()}
	for _, root := range append(roots, described...) {
		g.structType(reflect.TypeOf(root))
	}
	fmt.Print(header)
	for _, text := range g.structs {
		fmt.Print(text)
	}
	printRoots()
	printKinds()
}

const header = `//! Facts of the API's types, generated from the published Kubernetes modules (v1.37.2) by tools/schema. Not written by hand.
//!
//! To write it anew:
//! ` + "`cd tools/schema && go run . | rustfmt --edition 2024 > ../../crates/object/src/schema/table.rs`" + `

use super::{Field, List, Patch, Struct, Topology, Type};

/// A field without anything remarkable.
const PLAIN: Field = Field {
    name: "", go_name: "", go_type: "", ty: Type::String, embedded: "", pointer: false, omitempty: false, required: false,
    values: &[], protobuf: 0,
    patch: Patch { merge: false, replace: false, retain_keys: false, merge_key: "" },
};
`

// definition is what is asked of a schema in the OpenAPI document.
type definition struct {
	Properties map[string]definition `json:"properties"`
	Required   []string              `json:"required"`
	Enum       []string              `json:"enum"`
	ListType   string                `json:"x-kubernetes-list-type"`
	ListKeys   []string              `json:"x-kubernetes-list-map-keys"`
	MapType    string                `json:"x-kubernetes-map-type"`
}

// readOpenAPI reads what the server itself tells OpenAPI of its types, by package and name.
func readOpenAPI() map[string]definition {
	reference := func(name string) spec.Ref { return spec.MustCreateRef("#/definitions/" + name) }
	definitions := map[string]definition{}
	for name, known := range openapi.GetOpenAPIDefinitions(reference) {
		text, err := json.Marshal(known.Schema)
		if err != nil {
			log.Fatal(err)
		}
		var read definition
		if err := json.Unmarshal(text, &read); err != nil {
			log.Fatal(err)
		}
		definitions[name] = read
	}
	return definitions
}

type generator struct {
	definitions map[string]definition
	seen        sets.Set[reflect.Type]
	structs     []string
}

// structType writes a struct and those that it reaches, and says its Rust name.
func (g *generator) structType(t reflect.Type) string {
	name := constant(t)
	if g.seen.Has(t) {
		return name
	}
	if g.seen == nil {
		g.seen = sets.New[reflect.Type]()
	}
	g.seen.Insert(t)
	place := len(g.structs)
	g.structs = append(g.structs, "")
	// What is only shown, as a PartialObjectMetadata is, has no definition: neither ownership nor patches ask for it.
	pkg := "io.k8s." + strings.ReplaceAll(strings.TrimPrefix(t.PkgPath(), "k8s.io/"), "/", ".")
	known := g.definitions[pkg+"."+t.Name()]
	var b strings.Builder
	fmt.Fprintf(&b, "\n/// `%s`.\npub static %s: Struct = Struct { name: %q, package: %q, go_type: %q, atomic: %v, fields: &[\n",
		t.Name(), name, t.Name(), pkg, t.String(), known.MapType == "atomic")
	g.fields(&b, t, known, "")
	b.WriteString("] };\n")
	g.structs[place] = b.String()
	return name
}

func (g *generator) fields(b *strings.Builder, t reflect.Type, known definition, embedded string) {
	for i := range t.NumField() {
		field := t.Field(i)
		tag := strings.Split(field.Tag.Get("json"), ",")
		if field.Anonymous && tag[0] == "" {
			g.fields(b, field.Type, known, field.Name)
			continue
		}
		property, ok := known.Properties[tag[0]]
		if !ok && known.Properties != nil {
			log.Fatalf("%v.%s is not in the OpenAPI document", t, tag[0])
		}
		g.field(b, field, tag, property, slices.Contains(known.Required, tag[0]), embedded)
	}
}

func (g *generator) field(b *strings.Builder, field reflect.StructField, tag []string, known definition, required bool,
	embedded string) {
	t := field.Type
	pointer := t.Kind() == reflect.Pointer
	if pointer {
		t = t.Elem()
	}
	options := sets.New(tag[1:]...)
	// A struct is never empty to omitempty; omitzero asks the type.
	omitted := options.Has("omitempty") && (pointer || t.Kind() != reflect.Struct) || options.Has("omitzero")
	fmt.Fprintf(b, "Field { name: %q, go_name: %q, go_type: %q, ty: %s, ", tag[0], field.Name, t.String(), g.typeOf(t, known))
	if embedded != "" {
		fmt.Fprintf(b, "embedded: %q, ", embedded)
	}
	if pointer {
		b.WriteString("pointer: true, ")
	}
	if omitted {
		b.WriteString("omitempty: true, ")
	}
	if required {
		b.WriteString("required: true, ")
	}
	if len(known.Enum) > 0 {
		fmt.Fprintf(b, "values: &[\"%s\"], ", strings.Join(known.Enum, `", "`))
	}
	// What a type embeds travels outside its protobuf message.
	if number := strings.Split(field.Tag.Get("protobuf"), ","); len(number) > 1 && embedded == "" {
		fmt.Fprintf(b, "protobuf: %s, ", number[1])
	}
	if strategy := field.Tag.Get("patchStrategy"); strategy != "" {
		parts := sets.New(strings.Split(strategy, ",")...)
		fmt.Fprintf(b, "patch: Patch { merge: %v, replace: %v, retain_keys: %v, merge_key: %q }, ",
			parts.Has("merge"), parts.Has("replace"), parts.Has("retainKeys"), field.Tag.Get("patchMergeKey"))
	}
	b.WriteString("..PLAIN },\n")
}

func (g *generator) typeOf(t reflect.Type, known definition) string {
	switch t {
	case reflect.TypeFor[metav1.Time]():
		return "Type::Time"
	case reflect.TypeFor[metav1.FieldsV1](), reflect.TypeFor[runtime.RawExtension]():
		return "Type::Raw"
	}
	switch t.Kind() {
	case reflect.String:
		return "Type::String"
	case reflect.Bool:
		return "Type::Bool"
	case reflect.Int32:
		return "Type::Int32"
	case reflect.Int64:
		return "Type::Int64"
	case reflect.Struct:
		return "Type::Struct(&" + g.structType(t) + ")"
	case reflect.Map:
		return "Type::Map(&" + g.typeOf(t.Elem(), definition{}) + ")"
	case reflect.Slice:
		return fmt.Sprintf("Type::List(&List { of: %s, go_type: %q, topology: %s, declared: %v, boxed: %v })",
			g.typeOf(t.Elem(), definition{}), t.Elem().String(), topology(known), known.ListType != "", isMessage(t))
	}
	log.Fatalf("%v has no type in the table", t)
	return ""
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

// printRoots writes the types that are read and written by themselves.
func printRoots() {
	fmt.Print("\n/// The types that are read and written by themselves; a type's name is its kind. Version 1 comes first.\npub static ROOTS: &[&Struct] = &[\n")
	for _, root := range roots {
		fmt.Printf("&%s,\n", constant(reflect.TypeOf(root)))
	}
	fmt.Print("];\n")
}

// printKinds writes the kinds in the server's scheme, by group and version, by name.
func printKinds() {
	var rows []string
	for kind, t := range legacyscheme.Scheme.AllKnownTypes() {
		row := []string{kind.GroupVersion().String(), kind.Kind, path.Base(t.PkgPath())}
		for i := range row {
			row[i] = strconv.Quote(row[i])
		}
		rows = append(rows, "("+strings.Join(row, ", ")+"),\n")
	}
	sort.Strings(rows)
	fmt.Print("\n/// Every kind of the server's scheme, sorted: group and version as apiVersion says them, kind, the Go package of its type.\n")
	fmt.Printf("pub static KINDS: &[(&str, &str, &str)] = &[\n%s];\n", strings.Join(rows, ""))
}

// printProtobuf turns the OpenAPI v2 document on the standard input into protobuf.
func printProtobuf() {
	document, err := io.ReadAll(os.Stdin)
	if err != nil {
		log.Fatal(err)
	}
	encoded, err := handler.ToProtoBinary(document)
	if err != nil {
		log.Fatal(err)
	}
	if _, err := os.Stdout.Write(encoded); err != nil {
		log.Fatal(err)
	}
}
