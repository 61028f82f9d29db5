// Command leader shows that controllers made with controller-runtime take turns on a Lease.
//
//	leader --kubeconfig FILE --namespace NAME             the story; makes the namespace and deletes it
//	leader candidate --kubeconfig FILE --namespace NAME   one candidate, as the story starts several
//
// A candidate is a program as an operator's is: a manager that waits for its turn, with a cache of ConfigMaps and a controller
// that keeps a copy of each one that asks for it (candidate.go). The story starts two, kills the one that leads with SIGKILL,
// and ends the next with SIGTERM, which gives the Lease back. Each time another must take over and do the work. Every change
// of the Lease is held against the laws of an election (lease.go). Ends with 0 if everything was as it must be.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
)

// How long anything may take: a Lease is held for 15 seconds, and a machine may be busy.
const patience = 3 * time.Minute

// The name of the Lease, and of the controller.
const electionID = "copies"

type options struct {
	kubeconfig string
	namespace  string
}

func main() {
	arguments := os.Args[1:]
	run := story
	if len(arguments) > 0 && arguments[0] == "candidate" {
		arguments, run = arguments[1:], candidate
	}
	var o options
	flags := flag.NewFlagSet("leader", flag.ExitOnError)
	flags.StringVar(&o.kubeconfig, "kubeconfig", "", "of the server")
	flags.StringVar(&o.namespace, "namespace", "", "a namespace of its own")
	_ = flags.Parse(arguments)
	if o.kubeconfig == "" || o.namespace == "" {
		fmt.Fprintln(os.Stderr, "usage: leader [candidate] --kubeconfig FILE --namespace NAME")
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	if err := run(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "leader:", err)
		os.Exit(1)
	}
}

func configuration(o options) (*rest.Config, error) {
	return clientcmd.BuildConfigFromFlags("", o.kubeconfig)
}

func story(ctx context.Context, o options) (err error) {
	ctx, cancel := context.WithTimeout(ctx, 2*patience)
	defer cancel()
	config, err := configuration(o)
	if err != nil {
		return err
	}
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	made := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: o.namespace}}
	if _, err := client.CoreV1().Namespaces().Create(ctx, made, metav1.CreateOptions{}); err != nil {
		return err
	}
	defer func() {
		// Not of the story's context, which may be what ended.
		err = errors.Join(err, client.CoreV1().Namespaces().Delete(context.Background(), o.namespace, metav1.DeleteOptions{}))
	}()
	lease := watchLease(ctx, client, o.namespace)
	if err := take(ctx, client, o); err != nil {
		return err
	}
	cancel()
	return lease.verdict()
}

// take lets three candidates lead, one after the other.
func take(ctx context.Context, client kubernetes.Interface, o options) error {
	// Whoever is still there when the story ends, ends with it.
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	candidates := make(chan *process, 3)
	start := func() (*process, error) { return startCandidate(ctx, o, candidates) }
	first, err := start()
	if err != nil {
		return err
	}
	second, err := start()
	if err != nil {
		return err
	}
	leader, err := nextLeader(ctx, candidates)
	if err != nil {
		return err
	}
	if err := works(ctx, client, o, "one", leader); err != nil {
		return err
	}

	// The first goes without a word; the other waits until the Lease has run out.
	if err := leader.end(syscall.SIGKILL); err != nil {
		return err
	}
	waiting := second
	if leader == second {
		waiting = first
	}
	if leader, err = nextLeader(ctx, candidates); err != nil {
		return err
	}
	if leader != waiting {
		return fmt.Errorf("a candidate leads that was killed")
	}
	if err := works(ctx, client, o, "two", leader); err != nil {
		return err
	}

	// The second gives the Lease back.
	if waiting, err = start(); err != nil {
		return err
	}
	if err := leader.end(syscall.SIGTERM); err != nil {
		return err
	}
	if leader, err = nextLeader(ctx, candidates); err != nil {
		return err
	}
	if err := works(ctx, client, o, "three", leader); err != nil {
		return err
	}
	return waiting.end(syscall.SIGTERM)
}

// works waits until the leader has made its copy of a new ConfigMap.
func works(ctx context.Context, client kubernetes.Interface, o options, name string, leader *process) error {
	api := client.CoreV1().ConfigMaps(o.namespace)
	source := &corev1.ConfigMap{
		ObjectMeta: metav1.ObjectMeta{Name: name, Labels: map[string]string{copyLabel: "yes"}},
		Data:       map[string]string{"said": name},
	}
	source, err := api.Create(ctx, source, metav1.CreateOptions{})
	if err != nil {
		return err
	}
	ends := time.Now().Add(patience)
	for {
		made, err := api.Get(ctx, copyName(name), metav1.GetOptions{})
		by := fmt.Sprint(leader.pid())
		if err == nil && made.Data["said"] == name && made.Data["by"] == by && metav1.IsControlledBy(made, source) {
			return nil
		}
		if time.Now().After(ends) || ctx.Err() != nil {
			return fmt.Errorf("no copy of %s by process %s: %v, %v", name, by, made, err)
		}
		time.Sleep(100 * time.Millisecond)
	}
}
