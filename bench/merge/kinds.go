package main

import (
	"encoding/json"
	"errors"
	"sort"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	structural "k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting"
	"k8s.io/apiextensions-apiserver/pkg/controller/openapi/builder"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	kube "k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/managedfields"
	"k8s.io/client-go/applyconfigurations"
	"k8s.io/client-go/kubernetes/scheme"
	"sigs.k8s.io/structured-merge-diff/v6/fieldpath"
	"sigs.k8s.io/structured-merge-diff/v6/merge"
	"sigs.k8s.io/structured-merge-diff/v6/typed"
)

// kind is what the reference has of a kind to decide who owns what.
type kind struct {
	kind    schema.GroupVersionKind
	types   managedfields.TypeConverter
	manager *managedfields.FieldManager
	custom  bool
}

func kindOf(file file) kind {
	var first unstructured.Unstructured
	first.Object = file.Before[0].document()
	of := kind{kind: first.GroupVersionKind(), custom: file.Schema != nil}
	if of.custom {
		of.serveCustom(file.Schema)
	} else {
		of.serveBuiltIn()
	}
	return of
}

// serveBuiltIn does as apiserver/pkg/endpoints/installer.go (v1.37.2). The types are the ones that client-go publishes, made of the same
// OpenAPI; objects are of k8s.io/api, so that there is nothing to convert between versions.
func (k *kind) serveBuiltIn() {
	k.types = applyconfigurations.NewTypeConverter(scheme.Scheme)
	var err error
	k.manager, err = managedfields.NewDefaultFieldManager(k.types, kube.UnsafeObjectConvertor(scheme.Scheme), scheme.Scheme, scheme.Scheme,
		k.kind, k.kind.GroupVersion(), "", nil)
	must(err)
}

// serveCustom does as apiextensions-apiserver/pkg/apiserver/customresource_handler.go (v1.37.2): the types are made of the OpenAPI that is
// published of the definition.
func (k *kind) serveCustom(text json.RawMessage) {
	var props apiextensionsv1.JSONSchemaProps
	must(json.Unmarshal(text, &props))
	definition := &apiextensionsv1.CustomResourceDefinition{Spec: apiextensionsv1.CustomResourceDefinitionSpec{
		Group: k.kind.Group,
		Names: apiextensionsv1.CustomResourceDefinitionNames{Kind: k.kind.Kind, ListKind: k.kind.Kind + "List", Plural: "items"},
		Scope: apiextensionsv1.NamespaceScoped,
		Versions: []apiextensionsv1.CustomResourceDefinitionVersion{{
			Name: k.kind.Version, Schema: &apiextensionsv1.CustomResourceValidation{OpenAPIV3Schema: &props},
		}},
	}}
	published, err := builder.BuildOpenAPIV3(definition, k.kind.Version, builder.Options{})
	must(err)
	k.types, err = managedfields.NewTypeConverter(published.Components.Schemas, false)
	must(err)
	var internal apiextensions.JSONSchemaProps
	must(apiextensionsv1.Convert_v1_JSONSchemaProps_To_apiextensions_JSONSchemaProps(&props, &internal, nil))
	schema, err := structural.NewStructural(&internal)
	must(err)
	custom := customObjects{schema}
	k.manager, err = managedfields.NewDefaultCRDFieldManager(k.types, custom, custom, custom, k.kind, k.kind.GroupVersion(), "", nil)
	must(err)
}

// customObjects has one version and the defaults of its schema.
type customObjects struct{ schema *structural.Structural }

func (c customObjects) Default(object kube.Object) {
	defaulting.Default(object.(kube.Unstructured).UnstructuredContent(), c.schema)
}

func (customObjects) New(kind schema.GroupVersionKind) (kube.Object, error) {
	object := &unstructured.Unstructured{Object: map[string]any{}}
	object.SetGroupVersionKind(kind)
	return object, nil
}

func (customObjects) Convert(in, out, _ any) error { return errors.New("not asked") }

func (customObjects) ConvertFieldLabel(schema.GroupVersionKind, string, string) (string, string, error) {
	return "", "", errors.New("not asked")
}

func (customObjects) ConvertToVersion(in kube.Object, _ kube.GroupVersioner) (kube.Object, error) {
	return in, nil
}

// none is what a create starts from.
func (k kind) none() kube.Object {
	if k.custom {
		object, _ := customObjects{}.New(k.kind)
		return object
	}
	object, err := scheme.Scheme.New(k.kind)
	must(err)
	object.GetObjectKind().SetGroupVersionKind(k.kind)
	return object
}

// document is what a client sent, as its request decodes it: an apply's has no type.
func (k kind) document(write write) kube.Object {
	object := &unstructured.Unstructured{Object: integers(write.document()).(map[string]any)}
	if k.custom || write.Update == nil {
		return object
	}
	typed := k.none()
	must(kube.DefaultUnstructuredConverter.FromUnstructured(object.Object, typed))
	return typed
}

// copyForWrite is the document for one write. An apply leaves its document as it is.
func (k kind) copyForWrite(document kube.Object, write write) kube.Object {
	if write.Update == nil {
		return document
	}
	return document.DeepCopyObject()
}

// stored is an object as it is read from the store: it has an identity.
func (k kind) stored(object kube.Object) kube.Object {
	object = object.DeepCopyObject()
	of, err := meta.Accessor(object)
	must(err)
	of.SetUID("6f1c9f0e-0000-4000-8000-000000000001")
	of.SetCreationTimestamp(now)
	return object
}

// write is all that the reference does of a write to decide who owns what.
func (k kind) write(live, document kube.Object, write write) (kube.Object, error) {
	if write.Update != nil {
		return k.manager.UpdateNoErrors(live, document, write.By), nil
	}
	return k.manager.Apply(live, document, write.By, write.Force != nil)
}

// refusal is an error's causes, or its text.
func refusal(err error) any {
	status := apierrors.APIStatus(nil)
	if !errors.As(err, &status) || !apierrors.IsConflict(err) {
		return map[string]any{"error": err.Error()}
	}
	causes := []string{}
	for _, cause := range status.Status().Details.Causes {
		causes = append(causes, cause.Field+": "+cause.Message)
	}
	// Managers come in any order.
	sort.Strings(causes)
	return map[string]any{"conflicts": causes}
}

// oneVersion converts nothing.
type oneVersion struct{}

func (oneVersion) Convert(object *typed.TypedValue, _ fieldpath.APIVersion) (*typed.TypedValue, error) {
	return object, nil
}
func (oneVersion) IsMissingVersionError(error) bool { return false }

// merge is the middle of a write: from typed values and sets that have been read to those that are to be written.
func (k kind) merge(live, document kube.Object, write write) func() {
	of, err := meta.Accessor(live)
	must(err)
	managers := fieldpath.ManagedFields{}
	for _, entry := range of.GetManagedFields() {
		set := &fieldpath.Set{}
		must(set.FromJSON(entry.FieldsV1.GetRawReader()))
		version := fieldpath.APIVersion(entry.APIVersion)
		managers[entry.Manager+string(entry.Operation)] = fieldpath.NewVersionedSet(set, version, entry.Operation == "Apply")
	}
	bare := func(object kube.Object) *typed.TypedValue {
		object = object.DeepCopyObject()
		of, err := meta.Accessor(object)
		must(err)
		of.SetManagedFields(nil)
		value, err := k.types.ObjectToTyped(object, typed.AllowDuplicates)
		must(err)
		return value
	}
	before, after := bare(live), bare(document)
	version := fieldpath.APIVersion(k.kind.GroupVersion().String())
	updater := merge.Updater{Converter: oneVersion{}}
	return func() {
		if write.Update != nil {
			_, _, err := updater.Update(before, after, version, managers, write.By+"Update")
			must(err)
			return
		}
		_, _, err := updater.Apply(before, after, version, managers, write.By+"Apply", write.Force != nil)
		if _, conflicts := err.(merge.Conflicts); err != nil && !conflicts {
			panic(err)
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
	case float64:
		if whole := int64(value); float64(whole) == value {
			return whole
		}
	}
	return value
}
