package main

import (
	"encoding/json"
	"fmt"
	"log"
	"math/rand"
	"os"
	"reflect"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/mergepatch"
	"k8s.io/apimachinery/pkg/util/strategicpatch"
	strict "sigs.k8s.io/json"
)

const pod = `{"kind":"Pod","apiVersion":"v1","metadata":{"name":"p"},"spec":{
	"volumes":[{"name":"v","emptyDir":{"sizeLimit":"1Gi"}},{"name":"w","configMap":{"name":"c"}}],
	"initContainers":[{"name":"i","image":"i:1"}],
	"containers":[{"name":"c","image":"c:1","env":[{"name":"A","value":"1"},{"name":"B","value":"2"}],
		"ports":[{"name":"h","containerPort":80,"protocol":"TCP"},{"containerPort":81,"protocol":"UDP"}],"args":["a","b"],
		"volumeMounts":[{"name":"v","mountPath":"/v"},{"name":"w","mountPath":"/w"}],
		"resources":{"limits":{"cpu":"500m"},"requests":{"cpu":"250m","memory":"1Gi"}},
		"livenessProbe":{"httpGet":{"path":"/","port":"h"}}},{"name":"d","image":"d:1"}],
	"tolerations":[{"key":"a","operator":"Exists"},{"key":"b","operator":"Exists"}],
	"imagePullSecrets":[{"name":"s"},{"name":"t"}],"hostAliases":[{"ip":"1.2.3.4","hostnames":["a"]}],
	"topologySpreadConstraints":[{"topologyKey":"z","maxSkew":1,"whenUnsatisfiable":"DoNotSchedule"}]}}`

var podPatches = []string{
	`{"spec":{"containers":[{"name":"c","image":"c:2"}]}}`,
	`{"spec":{"containers":[{"name":"e","image":"e:1"}]}}`,
	`{"spec":{"containers":[{"image":"e:1"}]}}`,
	`{"spec":{"containers":[{"name":"d","$patch":"delete"}]}}`,
	`{"spec":{"containers":[{"$patch":"replace"},{"name":"e","image":"e:1"}]}}`,
	`{"spec":{"$setElementOrder/containers":[{"name":"d"},{"name":"c"}],"containers":[{"name":"d","image":"d:2"}]}}`,
	`{"spec":{"$setElementOrder/containers":[{"name":"d"},{"name":"c"}]}}`,
	`{"spec":{"containers":[{"name":"c","env":[{"name":"B","value":"3"},{"name":"C","value":"4"}]}]}}`,
	`{"spec":{"containers":[{"name":"c","env":[{"name":"A","$patch":"delete"}]}]}}`,
	`{"spec":{"containers":[{"name":"c","env":null}]}}`,
	`{"spec":{"containers":[{"name":"c","$setElementOrder/env":[{"name":"B"},{"name":"A"}],"env":[{"name":"A","value":null,"valueFrom":{"fieldRef":{"fieldPath":"x"}}}]}]}}`,
	`{"spec":{"containers":[{"name":"c","ports":[{"containerPort":80,"protocol":"UDP"}]}]}}`,
	`{"spec":{"containers":[{"name":"c","ports":[{"containerPort":82}]}]}}`,
	`{"spec":{"containers":[{"name":"c","ports":[{"containerPort":81,"$patch":"delete"}]}]}}`,
	`{"spec":{"containers":[{"name":"c","args":["c"]}]}}`,
	`{"spec":{"containers":[{"name":"c","volumeMounts":[{"mountPath":"/w","name":"v"}]}]}}`,
	`{"spec":{"containers":[{"name":"c","resources":{"limits":{"cpu":"1000m","memory":0.5}}}]}}`,
	`{"spec":{"containers":[{"name":"c","resources":{"limits":{"cpu":null}}}]}}`,
	`{"spec":{"containers":[{"name":"c","resources":{"limits":{"cpu":"x"}}}]}}`,
	`{"spec":{"containers":[{"name":"c","resources":{"limits":{"cpu":{}}}}]}}`,
	`{"spec":{"containers":[{"name":"c","resources":{"limits":{"$patch":"replace","cpu":1}}}]}}`,
	`{"spec":{"containers":[{"name":"c","livenessProbe":{"httpGet":{"port":8080}}}]}}`,
	`{"spec":{"containers":[{"name":"c","livenessProbe":{"httpGet":{"port":80.5}}}]}}`,
	`{"spec":{"containers":[{"name":"c","livenessProbe":{"httpGet":{"port":{"a":1}}}}]}}`,
	`{"spec":{"containers":[{"name":"c","livenessProbe":{"httpGet":null,"exec":{"command":["a"]}}}]}}`,
	`{"spec":{"containers":[{"name":"c","unheard":[{"a":1}]}]}}`,
	`{"spec":{"volumes":[{"name":"v","emptyDir":null,"hostPath":{"path":"/"}}]}}`,
	`{"spec":{"volumes":[{"name":"v","$retainKeys":["name","hostPath"],"hostPath":{"path":"/"}}]}}`,
	`{"spec":{"volumes":[{"name":"v","$retainKeys":["name"],"hostPath":{"path":"/"}}]}}`,
	`{"spec":{"volumes":[{"name":"v","emptyDir":{"sizeLimit":2048}}]}}`,
	`{"spec":{"$retainKeys":["containers"],"containers":[]}}`,
	`{"spec":{"tolerations":[{"key":"c"}]}}`,
	`{"spec":{"tolerations":[{"key":"a","$patch":"delete"}]}}`,
	`{"spec":{"imagePullSecrets":[{"name":"u"},{"name":"s","$patch":"delete"}]}}`,
	`{"spec":{"hostAliases":[{"ip":"1.2.3.4","hostnames":["b"]},{"ip":"1.2.3.5"}]}}`,
	`{"spec":{"topologySpreadConstraints":[{"topologyKey":"z","maxSkew":2}]}}`,
	`{"spec":{"$patch":"replace","containers":[{"name":"x"}]}}`,
	`{"spec":{"$patch":"delete"}}`,
	`{"metadata":{"$deleteFromPrimitiveList/finalizers":["a"],"finalizers":["b"]}}`,
	`{"spec":{"overhead":{"cpu":"1.5"},"nodeSelector":{"a":"b"},"activeDeadlineSeconds":1e2}}`,
	`{"spec":{"containers":{"name":"c"}}}`,
	`{"spec":{"containers":[["c"]]}}`,
	`{"spec":{"containers":["c"]}}`,
}

const deployment = `{"kind":"Deployment","apiVersion":"apps/v1","metadata":{"name":"d"},"spec":{"replicas":2,"selector":{"matchLabels":{"a":"b"}},
	"strategy":{"type":"RollingUpdate","rollingUpdate":{"maxSurge":"25%","maxUnavailable":1}},
	"template":{"spec":{"containers":[{"name":"c","image":"c:1"}],"volumes":[{"name":"v","emptyDir":{}}]}}},
	"status":{"conditions":[{"type":"Available","status":"True"}]}}`

var deploymentPatches = []string{
	`{"spec":{"strategy":{"$retainKeys":["type"],"type":"Recreate"}}}`,
	`{"spec":{"strategy":{"$retainKeys":["type","rollingUpdate"],"rollingUpdate":{"maxSurge":2}}}}`,
	`{"spec":{"strategy":{"$retainKeys":["type"],"rollingUpdate":{"maxSurge":2}}}}`,
	`{"spec":{"strategy":{"$retainKeys":"type"}}}`,
	`{"spec":{"strategy":{"type":"Recreate","rollingUpdate":null}}}`,
	`{"spec":{"strategy":{"rollingUpdate":{"maxUnavailable":"50%"}}}}`,
	`{"spec":{"template":{"spec":{"containers":[{"name":"c","image":"c:2"},{"name":"d"}]}}}}`,
	`{"spec":{"template":{"spec":{"volumes":[{"name":"v","$retainKeys":["name","secret"],"secret":{"secretName":"s"}}]}}}}`,
	`{"status":{"conditions":[{"type":"Available","status":"False"},{"type":"Progressing","status":"True"}]}}`,
	`{"spec":{"replicas":1.5}}`,
	`{"spec":{"replicas":"2"}}`,
	`{"spec":{"selector":{"matchLabels":{"$patch":"replace","c":"d"}}}}`,
}

const service = `{"kind":"Service","apiVersion":"v1","metadata":{"name":"s"},"spec":{"selector":{"a":"b"},
	"ports":[{"name":"h","port":80,"targetPort":"h","protocol":"TCP"},{"name":"u","port":53,"protocol":"UDP"}],"externalIPs":["1.2.3.4"]}}`

var servicePatches = []string{
	`{"spec":{"ports":[{"port":80,"targetPort":8080}]}}`,
	`{"spec":{"ports":[{"port":80,"targetPort":"1.5"}]}}`,
	`{"spec":{"ports":[{"port":80,"targetPort":1.5}]}}`,
	`{"spec":{"ports":[{"port":80,"targetPort":99999999999}]}}`,
	`{"spec":{"ports":[{"port":80,"targetPort":null}]}}`,
	`{"spec":{"ports":[{"port":53,"$patch":"delete"},{"port":54}]}}`,
	`{"spec":{"$setElementOrder/ports":[{"port":53},{"port":80}],"ports":[{"port":53,"name":"v"}]}}`,
	`{"spec":{"ports":[{"name":"h"}]}}`,
	`{"spec":{"externalIPs":["1.2.3.5"],"selector":null}}`,
}

// printPatches prints strategic merge patches and what the library makes of them: those that are written here, and so many by
// chance of each of some types.
func printPatches(each, seed int) {
	written := []struct {
		kind    any
		current string
		patches []string
	}{{corev1.Pod{}, pod, podPatches}, {appsv1.Deployment{}, deployment, deploymentPatches}, {corev1.Service{}, service, servicePatches}}
	out := json.NewEncoder(os.Stdout)
	print := func(row map[string]any) {
		if row == nil {
			return
		}
		if err := out.Encode(row); err != nil {
			log.Fatal(err)
		}
	}
	for _, of := range written {
		for _, patch := range of.patches {
			print(patched(reflect.TypeOf(of.kind), of.current, patch))
		}
	}
	dice := rand.New(rand.NewSource(int64(seed)))
	for _, kind := range []any{corev1.Pod{}, appsv1.StatefulSet{}, corev1.Service{}, corev1.Node{}, apiextensionsv1.CustomResourceDefinition{}} {
		for range each {
			t := reflect.TypeOf(kind)
			print(patched(t, document(dice, t, 0), document(dice, t, 0)))
		}
	}
}

// patched is what becomes of an object by a patch; nothing where the object is none, or the library answers by chance.
func patched(t reflect.Type, current, patch string) map[string]any {
	row := patchedOnce(t, current, patch)
	for range 8 {
		if again := patchedOnce(t, current, patch); !reflect.DeepEqual(row, again) {
			return nil
		}
	}
	return row
}

func patchedOnce(t reflect.Type, current, patch string) map[string]any {
	// Read twice, since of a pointer to the zero time only nothing is read back.
	text := []byte(current)
	var object any
	for range 2 {
		object = reflect.New(t).Interface()
		if _, err := strict.UnmarshalStrict(text, object); err != nil {
			return nil
		}
		written, err := json.Marshal(object)
		if err != nil {
			log.Fatal(err)
		}
		text = written
	}
	row := map[string]any{"apiVersion": home(t), "kind": t.Name(), "current": string(text), "patch": patch}
	untyped, err := runtime.DefaultUnstructuredConverter.ToUnstructured(object)
	if err != nil {
		log.Fatal(err)
	}
	var asked map[string]any
	if err := strict.UnmarshalCaseSensitivePreserveInts([]byte(patch), &asked); err != nil || asked == nil {
		return nil
	}
	merged, err := strategicpatch.StrategicMergeMapPatch(untyped, asked, reflect.New(t).Elem().Interface())
	if err != nil {
		// Upstream: apiserver/pkg/endpoints/handlers/patch.go interpretStrategicMergePatchError (v1.37.2)
		switch err {
		case mergepatch.ErrBadJSONDoc, mergepatch.ErrBadPatchFormatForPrimitiveList, mergepatch.ErrBadPatchFormatForRetainKeys,
			mergepatch.ErrBadPatchFormatForSetElementOrderList, mergepatch.ErrUnsupportedStrategicMergePatchFormat:
			row["class"], row["error"] = "400", err.Error()
		case mergepatch.ErrNoListOfLists, mergepatch.ErrPatchContentNotMatchRetainKeys:
			row["class"] = "refused"
		default:
			row["class"], row["error"] = "500", err.Error()
		}
		return row
	}
	written, err := json.Marshal(merged)
	if err != nil {
		log.Fatal(err)
	}
	row["merged"], row["left"] = string(written), fmt.Sprint(asked)
	typed := reflect.New(t).Interface()
	err = runtime.DefaultUnstructuredConverter.FromUnstructuredWithValidation(merged, typed, true)
	if unknown, ok := runtime.AsStrictDecodingError(err); ok {
		texts := []string{}
		for _, finding := range unknown.Errors() {
			texts = append(texts, finding.Error())
		}
		row["findings"] = texts
	} else if err != nil {
		row["convert"] = err.Error()
		return row
	}
	if written, err = json.Marshal(typed); err != nil {
		log.Fatal(err)
	}
	row["typed"] = string(written)
	return row
}
