// Ownership runs the stories of crates/merge/tests/ownership through the reference's own field manager, and says where one ends
// otherwise than it says. What the words mean is told in main.rs there.
//
//	go run . ../../crates/merge/tests/ownership/*.yaml
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"reflect"
	"sort"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/managedfields"
	"k8s.io/kube-openapi/pkg/validation/spec"
	"sigs.k8s.io/structured-merge-diff/v6/fieldpath"
	"sigs.k8s.io/yaml"
)

type file struct {
	Fields  map[string]any              `json:"fields"`
	Stories map[string][]map[string]any `json:"stories"`
}

type state struct {
	fields map[string]any
	object *unstructured.Unstructured
}

// versions is the fields' only conversion: none, and to no version but the one that is written in.
type versions struct{ served schema.GroupVersion }

func (v versions) Convert(in, out, _ any) error { return errors.New("not asked") }
func (v versions) ConvertFieldLabel(schema.GroupVersionKind, string, string) (string, string, error) {
	return "", "", errors.New("not asked")
}
func (v versions) ConvertToVersion(in runtime.Object, to runtime.GroupVersioner) (runtime.Object, error) {
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
	types, err := managedfields.NewTypeConverter(map[string]*spec.Schema{"story." + version: &model}, false)
	must(err)
	kind := schema.GroupVersionKind{Version: version, Kind: "Story"}
	names, _ := reset.([]any)
	set := fieldpath.NewSet()
	for _, name := range names {
		set.Insert(fieldpath.MakePathOrDie(name))
	}
	filter := map[fieldpath.APIVersion]fieldpath.Filter{fieldpath.APIVersion(version): fieldpath.NewExcludeSetFilter(set)}
	manager, err := managedfields.NewDefaultFieldManager(
		types, versions{kind.GroupVersion()}, none{}, none{}, kind, kind.GroupVersion(), "", filter)
	must(err)
	return manager
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

func (s *state) write(step map[string]any, operation string) error {
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
	// Where there is no conversion, an object is of the version that it is asked for in.
	live.SetAPIVersion(version)
	document := full(step[operation], version)
	if s.object != nil && operation == "update" {
		document.SetUID(s.object.GetUID())
	}
	var out runtime.Object
	var err error
	if operation == "update" {
		out, err = manager.Update(live, document, by)
	} else {
		out, err = manager.Apply(live, document, by, operation == "force")
	}
	conflicts := map[string][]string{}
	if status := apierrors.APIStatus(nil); errors.As(err, &status) && apierrors.IsConflict(err) {
		for _, cause := range status.Status().Details.Causes {
			name := strings.Split(cause.Message, `"`)[1]
			conflicts[name] = append(conflicts[name], cause.Field)
		}
		err = nil
		if step["conflicts"] == nil {
			return fmt.Errorf("conflicts %s", marshal(conflicts))
		}
	} else if err == nil {
		s.object = out.(*unstructured.Unstructured)
		// By this the reference sees that an object is not new.
		s.object.SetUID("uid")
	}
	if wanted := owned(step["conflicts"]); !reflect.DeepEqual(wanted, sorted(conflicts)) {
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

func (s *state) step(step map[string]any) error {
	if fields, ok := step["fields"].(map[string]any); ok {
		s.fields = fields
	}
	for _, operation := range []string{"apply", "force", "update"} {
		if _, ok := step[operation]; ok {
			if err := s.write(step, operation); err != nil {
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
	count, failed := 0, 0
	for _, path := range os.Args[1:] {
		text, err := os.ReadFile(path)
		must(err)
		var file file
		must(yaml.UnmarshalStrict(text, &file))
		for name, steps := range file.Stories {
			count++
			state := state{fields: file.Fields}
			for i, step := range steps {
				if err := state.step(integers(step).(map[string]any)); err != nil {
					failed++
					fmt.Printf("%s: %s, step %d: %v\n", path, name, i+1, err)
					break
				}
			}
		}
	}
	fmt.Printf("%d stories, %d end otherwise\n", count, failed)
	if failed > 0 || count == 0 {
		os.Exit(1)
	}
}

// integers makes whole numbers what the reference's reader makes of them.
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
	case float64:
		if value == float64(int64(value)) {
			return int64(value)
		}
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
