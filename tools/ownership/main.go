// Ownership runs the stories of crates/merge/tests/ownership through the reference's own field manager, and says where one ends
// otherwise than it says. What the words mean is told in main.rs there. Fields in words of OpenAPI are a built-in kind's; a schema is
// a custom resource's, and versions are the schemas of one that has several: they go the way that a definition's do.
//
//	go run . ../../crates/merge/tests/ownership/*.yaml
//
// It also makes stories up: random.jsonl there.
//
//	go run . -random 1 -count 120 > ../../crates/merge/tests/ownership/random.jsonl
//	go run . -random 1 -count 120 -versions > ../../crates/merge/tests/ownership/random-versions.jsonl
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"reflect"
	"sort"
	"strings"

	"github.com/go-logr/logr"
	definitions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/conversion"
	structural "k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/objectmeta"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/pruning"
	"k8s.io/apiextensions-apiserver/pkg/controller/openapi/builder"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/managedfields"
	"k8s.io/klog/v2"
	"k8s.io/kube-openapi/pkg/spec3"
	"k8s.io/kube-openapi/pkg/validation/spec"
	"sigs.k8s.io/structured-merge-diff/v6/fieldpath"
	"sigs.k8s.io/yaml"
)

type file struct {
	Fields map[string]any `json:"fields"`
	Schema map[string]any `json:"schema"`
	// Versions are schemas by the names of their versions.
	Versions map[string]any              `json:"versions"`
	Stories  map[string][]map[string]any `json:"stories"`
}

type state struct {
	fields   map[string]any
	schema   map[string]any
	versions map[string]any
	object   *unstructured.Unstructured
	// types are what the fields or the schemas make for who writes in a version.
	types map[string]managedfields.TypeConverter
}

// converter is what the fields or the schema make in a version.
func (s *state) converter(version string) managedfields.TypeConverter {
	if types := s.types[version]; types != nil {
		return types
	}
	models := s.builtIn(version)
	if s.isCustom() {
		models = published(s.definition(version))
	}
	types, err := managedfields.NewTypeConverter(models, false)
	must(err)
	s.types = map[string]managedfields.TypeConverter{version: types}
	return types
}

func (s *state) isCustom() bool { return s.schema != nil || s.versions != nil }

// one is the fields' only conversion: none, and to no version but the one that is written in.
type one struct{ served schema.GroupVersion }

func (v one) Convert(in, out, _ any) error { return errors.New("not asked") }
func (v one) ConvertFieldLabel(schema.GroupVersionKind, string, string) (string, string, error) {
	return "", "", errors.New("not asked")
}
func (v one) ConvertToVersion(in runtime.Object, to runtime.GroupVersioner) (runtime.Object, error) {
	if version, ok := to.(schema.GroupVersion); ok && version != v.served {
		return nil, runtime.NewNotRegisteredErrForTarget("stories", reflect.TypeOf(in), to)
	}
	return in, nil
}

type none struct{}

func (none) Default(runtime.Object) {}
func (none) New(kind schema.GroupVersionKind) (runtime.Object, error) {
	object := &unstructured.Unstructured{}
	object.SetGroupVersionKind(kind)
	return object, nil
}

// metadata has of an object's metadata what stories use.
const metadata = `{"type": "object", "properties": {
	"name": {"type": "string"},
	"uid": {"type": "string"},
	"labels": {"type": "object", "additionalProperties": {"type": "string"}},
	"annotations": {"type": "object", "additionalProperties": {"type": "string"}},
	"finalizers": {"type": "array", "items": {"type": "string"}, "x-kubernetes-list-type": "set"},
	"managedFields": {"type": "array", "items": {"type": "object"}, "x-kubernetes-list-type": "atomic"}}}`

func (s *state) manager(version string, reset any) *managedfields.FieldManager {
	kind := schema.GroupVersionKind{Version: version, Kind: "Story"}
	newManager, convertor := managedfields.NewDefaultFieldManager, runtime.ObjectConvertor(one{kind.GroupVersion()})
	if s.isCustom() {
		factory, err := conversion.NewCRConverterFactory(nil, nil)
		must(err)
		newManager = managedfields.NewDefaultCRDFieldManager
		convertor, _, err = factory.NewConverter(s.definition(version))
		must(err)
	}
	resets, ok := reset.(map[string]any)
	if !ok {
		resets = map[string]any{version: reset}
	}
	filter := map[fieldpath.APIVersion]fieldpath.Filter{}
	for version, names := range resets {
		set := fieldpath.NewSet()
		names, _ := names.([]any)
		for _, name := range names {
			set.Insert(fieldpath.MakePathOrDie(name))
		}
		filter[fieldpath.APIVersion(version)] = fieldpath.NewExcludeSetFilter(set)
	}
	manager, err := newManager(
		s.converter(version), convertor, none{}, none{}, kind, kind.GroupVersion(), "", filter)
	must(err)
	return manager
}

// builtIn is what is published of a built-in kind.
func (s *state) builtIn(version string) map[string]*spec.Schema {
	properties := map[string]any{"apiVersion": map[string]any{"type": "string"}, "kind": map[string]any{"type": "string"}}
	properties["metadata"] = json.RawMessage(metadata)
	for name, field := range s.fields {
		properties[name] = field
	}
	story := map[string]any{"type": "object", "properties": properties, "x-kubernetes-group-version-kind": []any{
		map[string]any{"group": "", "version": version, "kind": "Story"},
	}}
	var model spec.Schema
	must(json.Unmarshal(marshal(story), &model))
	return map[string]*spec.Schema{"story." + version: &model}
}

// definition is that of a custom resource: of all versions where there are several, else of the one that is written in.
func (s *state) definition(version string) *apiextensions.CustomResourceDefinition {
	schemas := s.versions
	if schemas == nil {
		schemas = map[string]any{version: s.schema}
	}
	definition := &apiextensions.CustomResourceDefinition{Spec: apiextensions.CustomResourceDefinitionSpec{
		Names:      apiextensions.CustomResourceDefinitionNames{Kind: "Story", ListKind: "StoryList", Plural: "stories"},
		Scope:      apiextensions.ClusterScoped,
		Conversion: &apiextensions.CustomResourceConversion{Strategy: apiextensions.NoneConverter},
	}}
	for name, schema := range schemas {
		definition.Spec.Versions = append(definition.Spec.Versions, apiextensions.CustomResourceDefinitionVersion{
			Name: name, Schema: &apiextensions.CustomResourceValidation{OpenAPIV3Schema: props(schema)},
		})
	}
	return definition
}

func props(schema any) *apiextensions.JSONSchemaProps {
	var props apiextensions.JSONSchemaProps
	must(json.Unmarshal(marshal(schema), &props))
	return &props
}

// published is what is published of a custom resource.
func published(definition *apiextensions.CustomResourceDefinition) map[string]*spec.Schema {
	all := []*spec3.OpenAPI{}
	for _, version := range definition.Spec.Versions {
		published, err := builder.BuildOpenAPIV3(definition, version.Name, builder.Options{})
		must(err)
		if len(published.Components.Schemas["."+version.Name+".Story"].Properties) == 0 {
			panic(fmt.Sprintf("not structural: %s", marshal(version.Schema)))
		}
		all = append(all, published)
	}
	merged, err := builder.MergeSpecsV3(all...)
	must(err)
	return merged.Components.Schemas
}

// read is an object that was stored as the server reads it in a version, of which it has several.
// Upstream: apiextensions-apiserver/pkg/apiserver/customresource_handler.go unstructuredSchemaCoercer.apply, unstructuredDefaulter.Default
func (s *state) read(object *unstructured.Unstructured, version string) {
	// Where there is no conversion, an object is of the version that it is asked for in.
	object.SetAPIVersion(version)
	of, ok := s.versions[version]
	if !ok {
		return
	}
	var internal definitions.JSONSchemaProps
	must(apiextensions.Convert_v1_JSONSchemaProps_To_apiextensions_JSONSchemaProps(props(of), &internal, nil))
	schema, err := structural.NewStructural(&internal)
	must(err)
	meta, found, err := objectmeta.GetObjectMeta(object.Object, true)
	must(err)
	pruning.Prune(object.Object, schema, true)
	defaulting.PruneNonNullableNullsWithoutDefaults(object.Object, schema)
	if err := objectmeta.Coerce(nil, object.Object, schema, false, true); err != nil {
		panic(err)
	}
	if found {
		must(objectmeta.SetObjectMeta(object.Object, meta))
	}
	object.SetAPIVersion(version)
	object.SetKind("Story")
	defaulting.Default(object.Object, schema)
}

// full is the object with its type and name.
func full(document any, version string) *unstructured.Unstructured {
	object := map[string]any{"apiVersion": version, "kind": "Story", "metadata": map[string]any{"name": "story"}}
	members, _ := document.(map[string]any)
	for name, value := range members {
		if name == "metadata" {
			for name, value := range value.(map[string]any) {
				object["metadata"].(map[string]any)[name] = value
			}
			continue
		}
		object[name] = value
	}
	return &unstructured.Unstructured{Object: runtime.DeepCopyJSON(object)}
}

// write does what a step says, and tells what it met: conflicts, or an error.
func (s *state) write(step map[string]any, operation string) (conflicts map[string][]string, err error) {
	version, _ := step["in"].(string)
	if version == "" {
		version = "v1"
	}
	by := step["by"].(string)
	manager := s.manager(version, step["reset"])
	live := s.object
	if live == nil {
		live = &unstructured.Unstructured{Object: map[string]any{"apiVersion": version, "kind": "Story"}}
	}
	live = live.DeepCopy()
	s.read(live, version)
	document := full(step[operation], version)
	var out runtime.Object
	if operation == "update" {
		if s.object != nil {
			document.SetUID(s.object.GetUID())
		}
		out = manager.UpdateNoErrors(live, document, by)
	} else {
		out, err = manager.Apply(live, document, by, operation == "force")
	}
	if status := apierrors.APIStatus(nil); errors.As(err, &status) && apierrors.IsConflict(err) {
		conflicts = map[string][]string{}
		for _, cause := range status.Status().Details.Causes {
			name := strings.Split(cause.Message, `"`)[1]
			conflicts[name] = append(conflicts[name], cause.Field)
		}
		return sorted(conflicts), nil
	}
	if err == nil {
		s.object = out.(*unstructured.Unstructured)
		// By this the reference sees that an object is not new.
		s.object.SetUID("uid")
	}
	return nil, err
}

// check does what a step says, and compares what it meets with what the step says of it.
func (s *state) check(step map[string]any, operation string) error {
	conflicts, err := s.write(step, operation)
	if conflicts != nil && step["conflicts"] == nil {
		return fmt.Errorf("conflicts %s", marshal(conflicts))
	}
	if wanted := owned(step["conflicts"]); len(wanted)+len(conflicts) > 0 && !reflect.DeepEqual(wanted, conflicts) {
		return fmt.Errorf("conflicts\n  got    %s\n  wanted %s", marshal(conflicts), marshal(wanted))
	}
	wanted, _ := step["error"].(string)
	if got := fmt.Sprint(err); err != nil && lines(got) != lines(wanted) || err == nil && wanted != "" {
		return fmt.Errorf("error\n  got    %s\n  wanted %s", got, wanted)
	}
	return nil
}

// lines is a text's lines in order: the reference tells what is wrong with several fields in any.
func lines(text string) string {
	lines := strings.Split(text, "\n")
	sort.Strings(lines)
	return strings.Join(lines, "\n")
}

func sorted(fields map[string][]string) map[string][]string {
	for _, fields := range fields {
		sort.Strings(fields)
	}
	return fields
}

func owned(wanted any) map[string][]string {
	members, _ := wanted.(map[string]any)
	out := map[string][]string{}
	for owner, fields := range members {
		out[owner] = []string{}
		for _, field := range fields.([]any) {
			out[owner] = append(out[owner], field.(string))
		}
	}
	return sorted(out)
}

// bare is the object as stories write it.
func (s *state) bare() map[string]any {
	if s.object == nil {
		return nil
	}
	object := s.object.DeepCopy().Object
	delete(object, "apiVersion")
	delete(object, "kind")
	if metadata, ok := object["metadata"].(map[string]any); ok {
		delete(metadata, "name")
		delete(metadata, "uid")
		delete(metadata, "managedFields")
		if len(metadata) == 0 {
			delete(object, "metadata")
		}
	}
	return object
}

func (s *state) managers() map[string][]string {
	out := map[string][]string{}
	if s.object == nil {
		return out
	}
	for _, entry := range s.object.GetManagedFields() {
		name := entry.Manager + map[string]string{"Apply": " applied", "Update": " updated"}[string(entry.Operation)]
		if entry.APIVersion != "v1" {
			name += " in " + entry.APIVersion
		}
		set := &fieldpath.Set{}
		must(set.FromJSON(bytes.NewReader(entry.FieldsV1.Raw)))
		out[name] = []string{}
		set.Iterate(func(path fieldpath.Path) { out[name] = append(out[name], path.String()) })
	}
	return sorted(out)
}

var operations = []string{"apply", "force", "update"}

// change takes over the fields or the schemas that a step names.
func (s *state) change(step map[string]any) {
	if fields, ok := step["fields"].(map[string]any); ok {
		s.fields, s.types = fields, nil
	}
	if schema, ok := step["schema"].(map[string]any); ok {
		s.schema, s.types = schema, nil
	}
	if versions, ok := step["versions"].(map[string]any); ok {
		s.versions, s.types = versions, nil
	}
}

func (s *state) step(step map[string]any) error {
	s.change(step)
	for _, operation := range operations {
		if _, ok := step[operation]; ok {
			if err := s.check(step, operation); err != nil {
				return err
			}
		}
	}
	if wanted, ok := step["object"]; ok && string(marshal(wanted)) != string(marshal(s.bare())) {
		return fmt.Errorf("object\n  got    %s\n  wanted %s", marshal(s.bare()), marshal(wanted))
	}
	if wanted, ok := step["managers"]; ok && !reflect.DeepEqual(owned(wanted), s.managers()) {
		return fmt.Errorf("managers\n  got    %s\n  wanted %s", marshal(s.managers()), marshal(wanted))
	}
	return nil
}

func main() {
	seed := flag.Int64("random", 0, "tell stories made from this seed and the ones after it, as JSON, a story a line")
	count := flag.Int("count", 100, "how many of them")
	several := flag.Bool("versions", false, "tell them of custom resources in several versions")
	record := flag.Bool("record", false, "tell what becomes of each step of the stories, rather than compare it")
	flag.Parse()
	// What it cannot work out the managers of, it tells; stories are told all the same.
	klog.SetLogger(logr.Discard())
	switch {
	case *seed != 0:
		for i := range int64(*count) {
			fmt.Printf("%s\n", marshal(random(*seed+i, *several)))
		}
	case *record:
		each(flag.Args(), func(path, name string, state *state, steps []map[string]any) {
			fmt.Printf("  %s:\n", name)
			for _, step := range steps {
				state.observe(step)
				fmt.Printf("  - %s\n", marshal(step))
			}
		})
	default:
		compare(flag.Args())
	}
}

// each goes through the stories of some files.
func each(paths []string, tell func(path, name string, state *state, steps []map[string]any)) {
	for _, path := range paths {
		text, err := os.ReadFile(path)
		must(err)
		var file file
		must(yaml.UnmarshalStrict(text, &file, func(d *json.Decoder) *json.Decoder { d.UseNumber(); return d }))
		for name, steps := range file.Stories {
			for _, step := range steps {
				integers(step)
			}
			tell(path, name, &state{fields: file.Fields, schema: file.Schema, versions: file.Versions}, steps)
		}
	}
}

func compare(paths []string) {
	count, failed := 0, 0
	each(paths, func(path, name string, state *state, steps []map[string]any) {
		count++
		for i, step := range steps {
			if err := state.step(step); err != nil {
				failed++
				fmt.Printf("%s: %s, step %d: %v\n", path, name, i+1, err)
				return
			}
		}
	})
	fmt.Printf("%d stories, %d end otherwise\n", count, failed)
	if failed > 0 || count == 0 {
		os.Exit(1)
	}
}

// observe does what a step says, and adds to it what it met, and what there is after it.
func (s *state) observe(step map[string]any) {
	s.change(step)
	for _, operation := range operations {
		if _, ok := step[operation]; !ok {
			continue
		}
		conflicts, err := s.write(step, operation)
		switch {
		case conflicts != nil:
			step["conflicts"] = conflicts
		case err != nil:
			step["error"] = err.Error()
		default:
			step["object"], step["managers"] = s.bare(), s.managers()
		}
	}
}

// integers makes numbers what the reference's reader makes of them.
func integers(value any) any {
	switch value := value.(type) {
	case map[string]any:
		for name, inner := range value {
			value[name] = integers(inner)
		}
	case []any:
		for i, inner := range value {
			value[i] = integers(inner)
		}
	case json.Number:
		if whole, err := value.Int64(); err == nil {
			return whole
		}
		float, err := value.Float64()
		must(err)
		return float
	}
	return value
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
