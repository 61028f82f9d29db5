// Does envtest find in Coracle what it finds in kube-apiserver and etcd? controller-runtime's own, unmodified, with the programs of
// KUBEBUILDER_ASSETS.
//
//	envtest --kubeconfig FILE --namespace NAME    a story: environments that start, are restarted on their data, twenty at once, and
//	                                              an existing cluster, for which the kubeconfig is
//	envtest --measure 20                          how long a start takes, and what of that is the programs'
package main

import (
	"context"
	"flag"
	"fmt"
	"os"

	"github.com/go-logr/logr"
	"sigs.k8s.io/controller-runtime/pkg/log"
)

func main() {
	// controller-runtime has put a --kubeconfig of its own into the flags of all programs.
	flags := flag.NewFlagSet(os.Args[0], flag.ExitOnError)
	kubeconfig := flags.String("kubeconfig", "", "of a cluster that is there")
	namespace := flags.String("namespace", "", "a namespace for it, which is made and removed")
	atOnce := flags.Int("at-once", 20, "so many environments at once")
	times := flags.Int("measure", 0, "measure so many starts")
	_ = flags.Parse(os.Args[1:]) // which ends the program itself
	log.SetLogger(logr.Discard())
	if err := run(context.Background(), *kubeconfig, *namespace, *atOnce, *times); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, kubeconfig, namespace string, atOnce, times int) error {
	if os.Getenv("KUBEBUILDER_ASSETS") == "" {
		return fmt.Errorf("KUBEBUILDER_ASSETS is not set: eval \"$(coracle envtest DIR)\"")
	}
	if times > 0 {
		return measure(times)
	}
	chapters := []struct {
		name string
		tell func() error
	}{
		{"an environment starts with a kind of its own, serves two users and is restarted on its data", func() error { return restarted(ctx) }},
		{fmt.Sprintf("%d environments at once", atOnce), func() error { return together(ctx, atOnce) }},
		{"a cluster that is there", func() error { return existing(ctx, kubeconfig, namespace) }},
	}
	for _, chapter := range chapters {
		if err := chapter.tell(); err != nil {
			return fmt.Errorf("%s: %w", chapter.name, err)
		}
		fmt.Println(chapter.name)
	}
	return nil
}
