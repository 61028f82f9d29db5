package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	corev1 "k8s.io/api/core/v1"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/envtest"
)

// How long an environment may take to stop: it waits for nothing but what is under way.
const stopWithin = 10 * time.Second

// A kind of a suite's own, as it is installed before anything else: with columns, a default and a status of its own.
var crontab = schema.GroupVersionKind{Group: "stable.example.com", Version: "v1", Kind: "CronTab"}

func definition() *apiextensionsv1.CustomResourceDefinition {
	text := func() apiextensionsv1.JSONSchemaProps { return apiextensionsv1.JSONSchemaProps{Type: "string"} }
	replicas := apiextensionsv1.JSONSchemaProps{Type: "integer", Default: &apiextensionsv1.JSON{Raw: []byte("1")}}
	object := func(fields map[string]apiextensionsv1.JSONSchemaProps, required ...string) apiextensionsv1.JSONSchemaProps {
		return apiextensionsv1.JSONSchemaProps{Type: "object", Properties: fields, Required: required}
	}
	all := object(map[string]apiextensionsv1.JSONSchemaProps{
		"spec":   object(map[string]apiextensionsv1.JSONSchemaProps{"schedule": text(), "replicas": replicas}, "schedule"),
		"status": object(map[string]apiextensionsv1.JSONSchemaProps{"phase": text()}),
	})
	return &apiextensionsv1.CustomResourceDefinition{
		ObjectMeta: metav1.ObjectMeta{Name: "crontabs." + crontab.Group},
		Spec: apiextensionsv1.CustomResourceDefinitionSpec{
			Group: crontab.Group,
			Scope: apiextensionsv1.NamespaceScoped,
			Names: apiextensionsv1.CustomResourceDefinitionNames{Plural: "crontabs", Kind: crontab.Kind},
			Versions: []apiextensionsv1.CustomResourceDefinitionVersion{{
				Name: crontab.Version, Served: true, Storage: true,
				Schema:       &apiextensionsv1.CustomResourceValidation{OpenAPIV3Schema: &all},
				Subresources: &apiextensionsv1.CustomResourceSubresources{Status: &apiextensionsv1.CustomResourceSubresourceStatus{}},
			}},
		},
	}
}

// Makes an object of that kind, whose status is its own matter, and one that is refused.
func custom(ctx context.Context, config *rest.Config) error {
	of, err := client.New(config, client.Options{})
	if err != nil {
		return err
	}
	made := &unstructured.Unstructured{Object: map[string]any{"spec": map[string]any{"schedule": "* * * * *"}, "status": map[string]any{"phase": "x"}}}
	made.SetGroupVersionKind(crontab)
	made.SetNamespace("default")
	made.SetName("tab")
	wrong := made.DeepCopy()
	if err := of.Create(ctx, made); err != nil {
		return err
	}
	replicas, _, _ := unstructured.NestedInt64(made.Object, "spec", "replicas")
	if _, has := made.Object["status"]; replicas != 1 || has {
		return fmt.Errorf("of a CronTab was made %v", made.Object)
	}
	made.Object["status"] = map[string]any{"phase": "running"}
	if err := of.Status().Update(ctx, made); err != nil {
		return err
	}
	if phase, _, _ := unstructured.NestedString(made.Object, "status", "phase"); phase != "running" {
		return fmt.Errorf("a CronTab's status is %v", made.Object["status"])
	}
	wrong.SetName("wrong")
	unstructured.RemoveNestedField(wrong.Object, "spec", "schedule")
	if err := of.Create(ctx, wrong); !apierrors.IsInvalid(err) {
		return fmt.Errorf("a CronTab without a schedule should be invalid, and was: %v", err)
	}
	return nil
}

// An environment on a folder of data, which it keeps; on one of its own where none is named.
func environment(data string) *envtest.Environment {
	env := &envtest.Environment{UseExistingCluster: new(bool), ControlPlaneStopTimeout: stopWithin}
	if data != "" {
		env.ControlPlane.Etcd = &envtest.Etcd{DataDir: data}
	}
	return env
}

// Starts an environment, does something in it and stops it, whatever comes of that.
func within(env *envtest.Environment, do func(*rest.Config) error) error {
	config, err := env.Start()
	if err != nil {
		return errors.Join(err, env.Stop())
	}
	return errors.Join(do(config), env.Stop())
}

func restarted(ctx context.Context) error {
	data, err := os.MkdirTemp("", "envtest-data-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(data)
	first := environment(data)
	first.CRDs = []*apiextensionsv1.CustomResourceDefinition{definition()}
	err = within(first, func(config *rest.Config) error {
		return errors.Join(create(ctx, config, "default", "a", "b"), custom(ctx, config))
	})
	if err != nil {
		return err
	}
	// The definition is there, and is put again.
	env := environment(data)
	env.CRDs = []*apiextensionsv1.CustomResourceDefinition{definition()}
	return within(env, func(config *rest.Config) error {
		if err := kept(ctx, config); err != nil {
			return err
		}
		if err := create(ctx, config, "default", "c"); err != nil {
			return err
		}
		if err := list(ctx, config, "default", "a", "b", "c"); err != nil {
			return fmt.Errorf("after a restart: %w", err)
		}
		return users(ctx, env)
	})
}

// The object of that kind is there still.
func kept(ctx context.Context, config *rest.Config) error {
	of, err := client.New(config, client.Options{})
	if err != nil {
		return err
	}
	found := &unstructured.Unstructured{}
	found.SetGroupVersionKind(crontab)
	return of.Get(ctx, client.ObjectKey{Namespace: "default", Name: "tab"}, found)
}

// Another administrator, and somebody without rights.
func users(ctx context.Context, env *envtest.Environment) error {
	other, err := env.AddUser(envtest.User{Name: "other", Groups: []string{"system:masters"}}, nil)
	if err != nil {
		return err
	}
	if err := list(ctx, other.Config(), "default", "a", "b", "c"); err != nil {
		return fmt.Errorf("as another administrator: %w", err)
	}
	alice, err := env.AddUser(envtest.User{Name: "alice", Groups: []string{"devs"}}, nil)
	if err != nil {
		return err
	}
	err = list(ctx, alice.Config(), "default")
	if !apierrors.IsForbidden(err) {
		return fmt.Errorf("alice, who has no rights, should be forbidden to list, and got: %v", err)
	}
	return nil
}

func together(ctx context.Context, many int) error {
	failed := make([]error, many)
	var all sync.WaitGroup
	for n := range many {
		all.Go(func() {
			name := fmt.Sprintf("of-%d", n)
			failed[n] = within(environment(""), func(config *rest.Config) error {
				return errors.Join(create(ctx, config, "default", name), list(ctx, config, "default", name))
			})
		})
	}
	all.Wait()
	return errors.Join(failed...)
}

func existing(ctx context.Context, kubeconfig, namespace string) error {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return err
	}
	exists := true
	env := &envtest.Environment{UseExistingCluster: &exists, Config: config}
	return within(env, func(config *rest.Config) error {
		of, err := client.New(config, client.Options{})
		if err != nil {
			return err
		}
		home := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: namespace}}
		if err := of.Create(ctx, home); err != nil {
			return err
		}
		return errors.Join(create(ctx, config, namespace, "a"), list(ctx, config, namespace, "a"), of.Delete(ctx, home))
	})
}

// Makes ConfigMaps of these names.
func create(ctx context.Context, config *rest.Config, namespace string, names ...string) error {
	of, err := client.New(config, client.Options{})
	if err != nil {
		return err
	}
	for _, name := range names {
		made := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: namespace}, Data: map[string]string{"k": name}}
		if err := of.Create(ctx, made); err != nil {
			return err
		}
	}
	return nil
}

// There must be ConfigMaps of these names, and no others but what the cluster makes itself.
func list(ctx context.Context, config *rest.Config, namespace string, names ...string) error {
	of, err := client.New(config, client.Options{})
	if err != nil {
		return err
	}
	var found corev1.ConfigMapList
	if err := of.List(ctx, &found, client.InNamespace(namespace)); err != nil {
		return err
	}
	there := map[string]bool{}
	for _, item := range found.Items {
		if item.Name != "kube-root-ca.crt" {
			there[item.Name] = item.Data["k"] == item.Name
		}
	}
	for _, name := range names {
		if !there[name] {
			return fmt.Errorf("there is no ConfigMap %s as it was made, among %v", name, there)
		}
	}
	if len(there) != len(names) {
		return fmt.Errorf("there are ConfigMaps %v, and should be %v", there, names)
	}
	return nil
}
