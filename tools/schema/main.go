// Command schema writes crates/object/src/schema/table: what is known of the kinds' types, as data, a file for each Go package.
// Its other arguments are printable, which prints crates/object/src/text/printable.rs; protobuf, which turns an OpenAPI v2
// document from JSON into protobuf, as the server does, for src/openapi/testdata; every, which writes nothing, and fails if a
// released kind of the server's scheme has a type that the table cannot hold; and those that print what the published libraries
// make of the types in the table: samples of documents of each type, values of all sorts for types that read themselves, damaged
// messages, texts of quantities, strategic merge patches, and who owns what.
//
// Everything comes from the published modules that go.mod pins: fields, types and protobuf numbers by reflection,
// list topologies, required fields, defaults and their values from what the server tells OpenAPI, registered kinds from its two
// schemes. It carries facts over, no prose.
//
//	cd tools/schema
//	go run . table ../../crates/object/src/schema/table
//	go run . printable | rustfmt --edition 2024 > ../../crates/object/src/text/printable.rs
//	go run . protobuf < ../../src/openapi/testdata/v2.json > ../../src/openapi/testdata/v2.pb
//	go run . every
//	go run . samples 11 37 > ../../crates/object/tests/data/samples.jsonl
//	go run . values > ../../crates/object/tests/data/values.jsonl
//	go run . messages 90 37 > ../../crates/object/tests/data/messages.jsonl
//	go run . patches 3 37 > ../../crates/patch/tests/data/kinds.jsonl
//	go run . ownership > ../../crates/merge/tests/data/kinds.jsonl
//	go run . quantities > ../../crates/object/tests/data/quantities.jsonl
package main

import (
	"io"
	"log"
	"os"
	"strconv"

	admissionregistrationv1 "k8s.io/api/admissionregistration/v1"
	apidiscoveryv2 "k8s.io/api/apidiscovery/v2"
	appsv1 "k8s.io/api/apps/v1"
	authenticationv1 "k8s.io/api/authentication/v1"
	authorizationv1 "k8s.io/api/authorization/v1"
	autoscalingv1 "k8s.io/api/autoscaling/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	batchv1 "k8s.io/api/batch/v1"
	coordinationv1 "k8s.io/api/coordination/v1"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	eventsv1 "k8s.io/api/events/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	schedulingv1 "k8s.io/api/scheduling/v1"
	storagev1 "k8s.io/api/storage/v1"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
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
	corev1.Event{}, corev1.EventList{},
	corev1.LimitRange{}, corev1.LimitRangeList{},
	corev1.Node{}, corev1.NodeList{},
	corev1.PersistentVolume{}, corev1.PersistentVolumeList{},
	corev1.PersistentVolumeClaim{}, corev1.PersistentVolumeClaimList{},
	corev1.Pod{}, corev1.PodList{},
	corev1.PodTemplate{}, corev1.PodTemplateList{},
	corev1.ReplicationController{}, corev1.ReplicationControllerList{},
	corev1.ResourceQuota{}, corev1.ResourceQuotaList{},
	corev1.Service{}, corev1.ServiceList{},
	admissionregistrationv1.MutatingWebhookConfiguration{}, admissionregistrationv1.MutatingWebhookConfigurationList{},
	admissionregistrationv1.ValidatingAdmissionPolicy{}, admissionregistrationv1.ValidatingAdmissionPolicyList{},
	admissionregistrationv1.ValidatingAdmissionPolicyBinding{}, admissionregistrationv1.ValidatingAdmissionPolicyBindingList{},
	admissionregistrationv1.ValidatingWebhookConfiguration{}, admissionregistrationv1.ValidatingWebhookConfigurationList{},
	apiextensionsv1.CustomResourceDefinition{}, apiextensionsv1.CustomResourceDefinitionList{},
	appsv1.ControllerRevision{}, appsv1.ControllerRevisionList{},
	appsv1.DaemonSet{}, appsv1.DaemonSetList{},
	appsv1.Deployment{}, appsv1.DeploymentList{},
	appsv1.ReplicaSet{}, appsv1.ReplicaSetList{},
	appsv1.StatefulSet{}, appsv1.StatefulSetList{},
	autoscalingv1.Scale{},
	autoscalingv2.HorizontalPodAutoscaler{}, autoscalingv2.HorizontalPodAutoscalerList{},
	batchv1.CronJob{}, batchv1.CronJobList{},
	batchv1.Job{}, batchv1.JobList{},
	eventsv1.Event{}, eventsv1.EventList{},
	networkingv1.Ingress{}, networkingv1.IngressList{},
	networkingv1.NetworkPolicy{}, networkingv1.NetworkPolicyList{},
	policyv1.PodDisruptionBudget{}, policyv1.PodDisruptionBudgetList{},
	rbacv1.ClusterRole{}, rbacv1.ClusterRoleList{},
	rbacv1.ClusterRoleBinding{}, rbacv1.ClusterRoleBindingList{},
	rbacv1.Role{}, rbacv1.RoleList{},
	rbacv1.RoleBinding{}, rbacv1.RoleBindingList{},
	storagev1.CSIDriver{}, storagev1.CSIDriverList{},
	storagev1.CSINode{}, storagev1.CSINodeList{},
	storagev1.CSIStorageCapacity{}, storagev1.CSIStorageCapacityList{},
	storagev1.StorageClass{}, storagev1.StorageClassList{},
	storagev1.VolumeAttachment{}, storagev1.VolumeAttachmentList{},
	storagev1.VolumeAttributesClass{}, storagev1.VolumeAttributesClassList{},
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
		log.Fatal("what? table, printable, protobuf, samples, values, messages, quantities, patches, ownership, every")
	}
	switch os.Args[1] {
	case "table":
		writeTable(os.Args[2])
	case "printable":
		printPrintable()
	case "protobuf":
		printProtobuf()
	case "samples":
		printSamples(number(2), number(3))
	case "values":
		printValues()
	case "messages":
		printMessages(number(2), number(3))
	case "quantities":
		printQuantities()
	case "patches":
		printPatches(number(2), number(3))
	case "ownership":
		printOwnership()
	case "every":
		checkEvery()
	default:
		log.Fatalf("no such thing: %s", os.Args[1])
	}
}

// number is an argument that is a number.
func number(at int) int {
	value, err := strconv.Atoi(os.Args[at])
	if err != nil {
		log.Fatal(err)
	}
	return value
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
