package coracle_test

import (
	"testing"

	coracle "coracle/clients/go"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
)

// Filled once; each test gets a fork of it.
var shop = coracle.Prepare(func(w *coracle.World) error {
	return w.Apply(`
apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: prices, namespace: shop}
data: {tea: "3"}
`)
})

func TestPrices(t *testing.T) {
	t.Parallel()
	w := shop.Fork(t)
	client := kubernetes.NewForConfigOrDie(w.Config())
	prices, err := client.CoreV1().ConfigMaps("shop").Get(t.Context(), "prices", metav1.GetOptions{})
	if err != nil || prices.Data["tea"] != "3" {
		t.Fatal(prices, err)
	}
}
