package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"os"
	"reflect"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/managedfields"
	"k8s.io/kube-openapi/pkg/validation/spec"
)

// step is a write of a story, and what becomes of it.
type step struct {
	// Operation is apply, force or update.
	Operation string         `json:"operation"`
	By        string         `json:"by"`
	Document  map[string]any `json:"document"`
	Object    any            `json:"object,omitempty"`
	// Managers are what they own, by their name and operation.
	Managers  map[string]any      `json:"managers,omitempty"`
	Conflicts map[string][]string `json:"conflicts,omitempty"`
	Error     string              `json:"error,omitempty"`
}

// write is a step that is to be made: operation, manager, the object's own members.
type write [3]string

// stories are about what is remarkable in these types: defaults of keys, quantities, numbers or texts, and any JSON.
var stories = []struct {
	kind   schema.GroupVersionKind
	writes []write
}{
	{podKind, []write{
		{"apply", "one", `{"spec":{"containers":[{"name":"c","ports":[{"containerPort":80}]}]}}`},
		{"apply", "two", `{"spec":{"containers":[{"name":"c","ports":[{"containerPort":80,"protocol":"TCP","name":"h"}]}]}}`},
		{"apply", "two", `{"spec":{"containers":[{"name":"c","ports":[{"containerPort":80,"protocol":"UDP","name":"u"}]}]}}`},
		{"apply", "one", `{"spec":{"containers":[{"name":"c"}]}}`},
		{"apply", "two", `{"spec":{"containers":[{"name":"c","ports":[{"containerPort":1},{"containerPort":1,"protocol":"TCP"}]}]}}`},
		{"apply", "two", `{"spec":{"containers":[{"name":"c","ports":[{"name":"x"}]}]}}`},
	}},
	{podKind, []write{
		{"apply", "one", `{"spec":{"containers":[{"name":"c","image":"i:1","env":[{"name":"A","value":"1"}],"args":["a"],
			"resources":{"limits":{"cpu":"500m"}},"livenessProbe":{"httpGet":{"port":"h"}}}],
			"volumes":[{"name":"v","emptyDir":{}}],"tolerations":[{"key":"a"}],"nodeSelector":{"a":"b"}}}`},
		{"apply", "two", `{"spec":{"containers":[{"name":"c","env":[{"name":"B","value":"2"}],"resources":{"limits":{"memory":1}}},{"name":"d"}]}}`},
		{"apply", "two", `{"spec":{"containers":[{"name":"c","image":"i:2","resources":{"limits":{"cpu":0.5}},"livenessProbe":{"httpGet":{"port":80}}}],
			"tolerations":[{"key":"b"}],"nodeSelector":{"a":"c"}}}`},
		{"force", "two", `{"spec":{"containers":[{"name":"c","image":"i:2","livenessProbe":{"httpGet":{"port":80}}}],"nodeSelector":{"c":"d"}}}`},
		{"update", "three", `{"spec":{"containers":[{"name":"c","image":"i:3","env":[{"name":"A","value":"3"}]}],"volumes":[{"name":"w"}]}}`},
		{"apply", "one", `{"spec":{"containers":[{"name":"c","image":"i:3"}]}}`},
		{"apply", "one", `{"spec":{"containers":[{"image":"i:3"}]}}`},
		{"apply", "one", `{"spec":{"containers":[{"name":"c","resources":{"limits":{"cpu":{"a":1}}}}]}}`},
		{"apply", "one", `{"spec":{"containers":[{"name":"c","unheard":1}],"volumes":{"a":1}}}`},
	}},
	{serviceKind, []write{
		{"apply", "one", `{"spec":{"selector":{"a":"b"},"ports":[{"port":80,"targetPort":"h"}]}}`},
		{"apply", "two", `{"spec":{"ports":[{"port":80,"protocol":"TCP","targetPort":8080}]}}`},
		{"force", "two", `{"spec":{"ports":[{"port":80,"protocol":"TCP","targetPort":8080},{"port":53,"protocol":"UDP"}]}}`},
		{"apply", "one", `{"spec":{"selector":{"a":"c"}}}`},
		{"update", "three", `{"spec":{"selector":{"a":"c"},"ports":[{"port":80,"targetPort":"x"}]}}`},
	}},
	{revisionKind, []write{
		{"apply", "one", `{"data":{"a":{"b":1},"c":[1]},"revision":1}`},
		{"apply", "two", `{"data":{"d":1}}`},
		{"force", "two", `{"data":{"d":1}}`},
		{"update", "three", `{"data":[1],"revision":1}`},
		{"update", "three", `{"data":"x","revision":2}`},
	}},
	{definitionKind, []write{
		{"apply", "one", definitionOf(`{"type":"object","properties":{"a":{"default":{"b":1,"c":[1]},"maximum":1.5,"items":{"type":"string"}}}}`)},
		{"apply", "two", definitionOf(`{"properties":{"a":{"default":{"b":1,"d":2},"maximum":1.5}}}`)},
		{"apply", "two", definitionOf(`{"properties":{"a":{"default":[1],"items":[{"type":"string"}]}}}`)},
		{"force", "two", definitionOf(`{"properties":{"a":{"default":[1],"items":[{"type":"string"}],"additionalProperties":false}}}`)},
		{"apply", "one", definitionOf(`{"type":"object","properties":{"a":{"additionalProperties":{"x-kubernetes-validations":[{"rule":"r"}]}}}}`)},
		{"update", "three", definitionOf(`{"type":"object","properties":{"a":{"default":"x","items":{"type":"string"}}}}`)},
		{"update", "three", definitionOf(`{"type":"object","properties":{"a":{"default":{"e":{"f":{}}},"items":null}}}`)},
		{"update", "three", definitionOf(`{"type":"object"}`)},
	}},
}

func definitionOf(schema string) string {
	return `{"spec":{"versions":[{"name":"v1","schema":{"openAPIV3Schema":` + schema + `}}]}}`
}

var (
	podKind        = schema.GroupVersionKind{Version: "v1", Kind: "Pod"}
	serviceKind    = schema.GroupVersionKind{Version: "v1", Kind: "Service"}
	revisionKind   = schema.GroupVersionKind{Group: "apps", Version: "v1", Kind: "ControllerRevision"}
	definitionKind = schema.GroupVersionKind{Group: "apiextensions.k8s.io", Version: "v1", Kind: "CustomResourceDefinition"}
)

// printOwnership prints what the library makes of the stories.
func printOwnership() {
	models := map[string]*spec.Schema{}
	for name, known := range definitions(func(name string) spec.Ref { return spec.MustCreateRef("#/definitions/" + name) }) {
		models[name] = &known.Schema
	}
	for name, kind := range map[string]schema.GroupVersionKind{
		"io.k8s.api.core.v1.Pod": podKind, "io.k8s.api.core.v1.Service": serviceKind, "io.k8s.api.apps.v1.ControllerRevision": revisionKind,
		"io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinition": definitionKind,
	} {
		models[name].AddExtension("x-kubernetes-group-version-kind",
			[]any{map[string]any{"group": kind.Group, "version": kind.Version, "kind": kind.Kind}})
	}
	types, err := managedfields.NewTypeConverter(models, false)
	if err != nil {
		log.Fatal(err)
	}
	out := json.NewEncoder(os.Stdout)
	for _, story := range stories {
		row := map[string]any{"apiVersion": story.kind.GroupVersion().String(), "kind": story.kind.Kind, "steps": told(types, story.kind, story.writes)}
		if err := out.Encode(row); err != nil {
			log.Fatal(err)
		}
	}
}

// asIs is the conversion between versions, of which there is one, and the defaults, of which there are none.
type asIs struct{}

func (asIs) Convert(_, _, _ any) error { return errors.New("not asked") }
func (asIs) ConvertFieldLabel(schema.GroupVersionKind, string, string) (string, string, error) {
	return "", "", errors.New("not asked")
}
func (asIs) ConvertToVersion(in runtime.Object, _ runtime.GroupVersioner) (runtime.Object, error) {
	return in, nil
}
func (asIs) Default(runtime.Object) {}

// New is a kind's object as the server begins with it: what Go writes of its type.
func (asIs) New(kind schema.GroupVersionKind) (runtime.Object, error) {
	for _, root := range roots {
		t := reflect.TypeOf(root)
		if t.Name() != kind.Kind || home(t) != kind.GroupVersion().String() {
			continue
		}
		members, err := runtime.DefaultUnstructuredConverter.ToUnstructured(reflect.New(t).Interface())
		object := &unstructured.Unstructured{Object: members}
		object.SetGroupVersionKind(kind)
		return object, err
	}
	return nil, fmt.Errorf("no root: %v", kind)
}

func told(types managedfields.TypeConverter, kind schema.GroupVersionKind, writes []write) []step {
	manager, err := managedfields.NewDefaultFieldManager(types, asIs{}, asIs{}, asIs{}, kind, kind.GroupVersion(), "", nil)
	if err != nil {
		log.Fatal(err)
	}
	var live *unstructured.Unstructured
	var steps []step
	for _, write := range writes {
		made := step{Operation: write[0], By: write[1]}
		document := &unstructured.Unstructured{Object: map[string]any{}}
		document.SetGroupVersionKind(kind)
		if err := json.Unmarshal([]byte(write[2]), &made.Document); err != nil {
			log.Fatal(err)
		}
		for name, value := range runtime.DeepCopyJSON(whole(made.Document).(map[string]any)) {
			document.Object[name] = value
		}
		document.SetName("story")
		first, err := asIs{}.New(kind)
		if err != nil {
			log.Fatal(err)
		}
		before := first.(*unstructured.Unstructured)
		if live != nil {
			before = live.DeepCopy()
			// By this the library sees that an object is not new.
			before.SetUID("uid")
		}
		var out runtime.Object
		if made.Operation == "update" {
			document.SetUID(before.GetUID())
			out, err = manager.Update(before, document, made.By)
		} else {
			out, err = manager.Apply(before, document, made.By, made.Operation == "force")
		}
		made.after(out, err)
		if err == nil {
			live = out.(*unstructured.Unstructured)
		}
		steps = append(steps, made)
	}
	return steps
}

// after notes what became of a write.
func (s *step) after(out runtime.Object, err error) {
	if status := apierrors.APIStatus(nil); errors.As(err, &status) && apierrors.IsConflict(err) {
		s.Conflicts = map[string][]string{}
		for _, cause := range status.Status().Details.Causes {
			s.Conflicts[cause.Message] = append(s.Conflicts[cause.Message], cause.Field)
		}
		return
	}
	if err != nil {
		s.Error = err.Error()
		return
	}
	object := out.(*unstructured.Unstructured).DeepCopy()
	s.Managers = map[string]any{}
	for _, entry := range object.GetManagedFields() {
		s.Managers[entry.Manager+" "+string(entry.Operation)] = json.RawMessage(entry.FieldsV1.Raw)
	}
	for _, name := range []string{"apiVersion", "kind", "metadata"} {
		delete(object.Object, name)
	}
	s.Object = object.Object
}

// whole makes whole numbers what the library's reader makes of them.
func whole(value any) any {
	switch value := value.(type) {
	case map[string]any:
		for name, inner := range value {
			value[name] = whole(inner)
		}
	case []any:
		for i, inner := range value {
			value[i] = whole(inner)
		}
	case float64:
		if value == float64(int64(value)) {
			return int64(value)
		}
	}
	return value
}
