// Command schema writes crates/object/src/schema/table: what is known of the kinds' types, as data, a file for each Go package.
// With the argument printable it prints crates/object/src/text/printable.rs; with the argument protobuf it turns an OpenAPI
// v2 document from JSON into protobuf, as the server does, for src/openapi/testdata; with the argument samples it prints
// documents of every type in the table and what the published libraries make of them; with the argument every it writes
// nothing, and fails if a released kind of the server's scheme has a type that the table cannot hold.
//
// Everything comes from the published modules that go.mod pins: fields, types and protobuf numbers by reflection,
// list topologies, required fields, defaults and their values from what the server tells OpenAPI, registered kinds from its
// scheme. It carries facts over, no prose.
//
//	cd tools/schema
//	go run . table ../../crates/object/src/schema/table
//	go run . printable | rustfmt --edition 2024 > ../../crates/object/src/text/printable.rs
//	go run . protobuf < ../../src/openapi/testdata/v2.json > ../../src/openapi/testdata/v2.pb
//	go run . every
//	go run . samples > ../../crates/object/tests/data/samples.jsonl
package main

import (
	"io"
	"log"
	"os"

	apidiscoveryv2 "k8s.io/api/apidiscovery/v2"
	authenticationv1 "k8s.io/api/authentication/v1"
	authorizationv1 "k8s.io/api/authorization/v1"
	coordinationv1 "k8s.io/api/coordination/v1"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	networkingv1 "k8s.io/api/networking/v1"
	schedulingv1 "k8s.io/api/scheduling/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	metav1beta1 "k8s.io/apimachinery/pkg/apis/meta/v1beta1"
	"k8s.io/apimachinery/pkg/version"
	"k8s.io/kube-openapi/pkg/handler"
	_ "k8s.io/kubernetes/pkg/controlplane"
)

// roots are the types that are read and written by themselves.
var roots = []any{
	corev1.ConfigMap{}, corev1.ConfigMapList{}, corev1.Endpoints{}, corev1.EndpointsList{}, corev1.Namespace{},
	corev1.NamespaceList{}, corev1.Secret{}, corev1.SecretList{}, corev1.ServiceAccount{}, corev1.ServiceAccountList{},
	coordinationv1.Lease{}, coordinationv1.LeaseList{}, discoveryv1.EndpointSlice{}, discoveryv1.EndpointSliceList{},
	networkingv1.IngressClass{}, networkingv1.IngressClassList{}, schedulingv1.PriorityClass{}, schedulingv1.PriorityClassList{},
	metav1.DeleteOptions{}, metav1.Status{},
	metav1.PartialObjectMetadata{}, metav1.PartialObjectMetadataList{}, metav1beta1.PartialObjectMetadataList{},
	metav1.APIVersions{}, metav1.APIResourceList{}, metav1.APIGroupList{}, metav1.APIGroup{},
	authenticationv1.SelfSubjectReview{}, authenticationv1.TokenReview{}, authorizationv1.SelfSubjectAccessReview{}, authorizationv1.SelfSubjectRulesReview{},
	authorizationv1.SubjectAccessReview{}, authorizationv1.LocalSubjectAccessReview{},
	apidiscoveryv2.APIGroupDiscoveryList{},
}

// described are the types that only OpenAPI tells of.
var described = []any{metav1.WatchEvent{}, version.Info{}}

func main() {
	if len(os.Args) < 2 {
		log.Fatal("what? table, printable, protobuf, samples, every")
	}
	switch os.Args[1] {
	case "table":
		writeTable(os.Args[2])
	case "printable":
		printPrintable()
	case "protobuf":
		printProtobuf()
	case "samples":
		printSamples()
	case "every":
		checkEvery()
	default:
		log.Fatalf("no such thing: %s", os.Args[1])
	}
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
