package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel/model"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/listtype"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/objectmeta"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/pruning"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/validation"
	"k8s.io/apiextensions-apiserver/pkg/crdserverscheme"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	k8sschema "k8s.io/apimachinery/pkg/runtime/schema"
	serializer "k8s.io/apimachinery/pkg/runtime/serializer/json"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/apiserver/pkg/cel/common"
)

// outcome says what becomes of a document.
func (d *definition) outcome(document string, stored bool) map[string]any {
	object, findings, err := d.decode([]byte(document), stored)
	if err != nil {
		return map[string]any{"error": d.errors(document, stored)}
	}
	var text bytes.Buffer
	must(json.NewEncoder(&text).Encode(object.Object))
	outcome := map[string]any{"value": string(bytes.TrimSpace(text.Bytes()))}
	if len(findings) > 0 {
		outcome["findings"] = findings
	}
	if stored {
		return outcome
	}
	wrong, ordered := always(func() []string { return texts(validation.ValidateCustomResource(nil, object.Object, d.validator)) })
	put(outcome, "wrong", wrong, ordered)
	wrong, ordered = always(func() []string {
		return texts(objectmeta.Validate(context.Background(), nil, object.Object, d.structural, false))
	})
	put(outcome, "embedded", wrong, ordered)
	wrong, ordered = always(func() []string { return texts(listtype.ValidateListSetsAndMaps(nil, d.structural, object.Object)) })
	put(outcome, "lists", wrong, ordered)
	return outcome
}

// update says what is wrong with a document that takes the place of another, where both can be read.
func (d *definition) update(document, before string) map[string]any {
	object, _, err := d.decode([]byte(document), false)
	if before == "" || err != nil {
		return nil
	}
	old, _, err := d.decode([]byte(before), false)
	if err != nil {
		return nil
	}
	update := map[string]any{}
	wrong, ordered := always(func() []string {
		correlated := common.NewCorrelatedObject(object.Object, old.Object, &model.Structural{Structural: d.structural})
		return texts(validation.ValidateCustomResourceUpdate(nil, object.Object, old.Object, d.validator, validation.WithRatcheting(correlated)))
	})
	put(update, "wrong", wrong, ordered)
	return update
}

// errors are those that a document is refused with. Of several objects in it, Go's maps say which one is told.
func (d *definition) errors(document string, stored bool) []string {
	told := map[string]bool{}
	for range 100 {
		_, _, err := d.decode([]byte(document), stored)
		told[err.Error()] = true
	}
	return slices.Sorted(maps.Keys(told))
}

// put notes errors, and whether they always come in this order.
func put(outcome map[string]any, name string, wrong []string, ordered bool) {
	if len(wrong) == 0 {
		return
	}
	outcome[name] = wrong
	if !ordered {
		outcome["unordered"] = true
	}
}

func texts(list field.ErrorList) []string {
	texts := []string{}
	for _, err := range list {
		texts = append(texts, err.Error())
	}
	return texts
}

type creater struct{}

func (creater) New(k8sschema.GroupVersionKind) (runtime.Object, error) {
	return &unstructured.Unstructured{}, nil
}

// decode reads a document as customresource_handler.go has it read, whose own types are not open.
func (d *definition) decode(document []byte, stored bool) (*unstructured.Unstructured, []string, error) {
	object := &unstructured.Unstructured{}
	reader := serializer.NewSerializerWithOptions(serializer.DefaultMetaFactory, creater{}, crdserverscheme.NewUnstructuredObjectTyper(), serializer.SerializerOptions{Strict: !stored})
	_, _, err := reader.Decode(document, nil, object)
	findings := []string{}
	if strict, ok := runtime.AsStrictDecodingError(err); ok {
		for _, finding := range strict.Errors() {
			findings = append(findings, finding.Error())
		}
	} else if err != nil {
		return nil, nil, err
	}
	unknown, err := d.coerce(object, stored)
	if err != nil {
		return nil, nil, err
	}
	for _, path := range unknown {
		findings = append(findings, fmt.Sprintf(`unknown field "%s"`, path))
	}
	if stored {
		findings = nil
	}
	defaulting.Default(object.UnstructuredContent(), d.structural)
	return object, findings, nil
}

// coerce is unstructuredSchemaCoercer.apply.
func (d *definition) coerce(u *unstructured.Unstructured, stored bool) ([]string, error) {
	kind, foundKind, err := unstructured.NestedString(u.UnstructuredContent(), "kind")
	if err != nil {
		return nil, err
	}
	apiVersion, foundVersion, err := unstructured.NestedString(u.UnstructuredContent(), "apiVersion")
	if err != nil {
		return nil, err
	}
	meta, foundMeta, unknown, err := objectmeta.GetObjectMetaWithOptions(u.Object, objectmeta.ObjectMetaOptions{
		DropMalformedFields: stored, ReturnUnknownFieldPaths: !stored,
	})
	if err != nil {
		return nil, err
	}
	unknown = append(unknown, pruning.PruneWithOptions(u.Object, d.structural, true, schema.UnknownFieldPathOptions{TrackUnknownFieldPaths: !stored})...)
	defaulting.PruneNonNullableNullsWithoutDefaults(u.Object, d.structural)
	fieldErr, paths := objectmeta.CoerceWithOptions(nil, u.Object, d.structural, false, objectmeta.CoerceOptions{
		DropInvalidFields: stored, ReturnUnknownFieldPaths: !stored,
	})
	if fieldErr != nil {
		return nil, errors.New(fieldErr.Error())
	}
	unknown = append(unknown, paths...)
	if stored && foundMeta && meta.Generation == 0 {
		meta.Generation = 1
	}
	if foundKind {
		u.SetKind(kind)
	}
	if foundVersion {
		u.SetAPIVersion(apiVersion)
	}
	if foundMeta {
		if err := objectmeta.SetObjectMeta(u.Object, meta); err != nil {
			return nil, err
		}
	}
	return unknown, nil
}
