package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"time"

	"github.com/go-logr/logr"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller/controllerutil"
	"sigs.k8s.io/controller-runtime/pkg/manager"
	"sigs.k8s.io/controller-runtime/pkg/metrics/server"
)

// The label of a ConfigMap that a copy is wanted of.
const copyLabel = "copied"

// What a candidate prints once it leads.
const leads = "leads"

func copyName(name string) string { return name + "-copy" }

// candidate runs a manager as an operator does, until it is ended or has lost its Lease.
func candidate(ctx context.Context, o options) error {
	ctrl.SetLogger(logr.Discard())
	config, err := configuration(o)
	if err != nil {
		return err
	}
	made, err := ctrl.NewManager(config, ctrl.Options{
		LeaderElection:                true,
		LeaderElectionID:              electionID,
		LeaderElectionNamespace:       o.namespace,
		LeaderElectionReleaseOnCancel: true,
		Cache:                         cache.Options{DefaultNamespaces: map[string]cache.Config{o.namespace: {}}},
		Metrics:                       server.Options{BindAddress: "0"},
	})
	if err != nil {
		return err
	}
	copies := &copier{client: made.GetClient()}
	err = ctrl.NewControllerManagedBy(made).For(&corev1.ConfigMap{}).Owns(&corev1.ConfigMap{}).Named(electionID).Complete(copies)
	if err != nil {
		return err
	}
	// What is added without a word of its own runs once the manager leads.
	err = made.Add(manager.RunnableFunc(func(context.Context) error {
		fmt.Println(leads)
		return nil
	}))
	if err != nil {
		return err
	}
	return made.Start(ctx)
}

// copier keeps a copy of each ConfigMap that asks for it, and says in it who it was.
type copier struct{ client client.Client }

func (c *copier) Reconcile(ctx context.Context, asked ctrl.Request) (ctrl.Result, error) {
	var source corev1.ConfigMap
	if err := c.client.Get(ctx, asked.NamespacedName, &source); err != nil {
		return ctrl.Result{}, client.IgnoreNotFound(err)
	}
	made := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Namespace: source.Namespace, Name: copyName(source.Name)}}
	if source.Labels[copyLabel] == "" {
		return ctrl.Result{}, nil
	}
	_, err := controllerutil.CreateOrUpdate(ctx, c.client, made, func() error {
		if made.Data == nil {
			made.Data = map[string]string{"by": strconv.Itoa(os.Getpid())}
		}
		made.Data["said"] = source.Data["said"]
		return controllerutil.SetControllerReference(&source, made, c.client.Scheme())
	})
	return ctrl.Result{}, err
}

// process is a candidate that the story has started.
type process struct {
	command *exec.Cmd
	ended   chan error
}

// startCandidate starts one; it is sent to `leaders` when it leads, and killed when the context ends.
func startCandidate(ctx context.Context, o options, leaders chan<- *process) (*process, error) {
	command := exec.CommandContext(ctx, os.Args[0], "candidate", "--kubeconfig", o.kubeconfig, "--namespace", o.namespace)
	command.Stderr = os.Stderr
	said, err := command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := command.Start(); err != nil {
		return nil, err
	}
	started := &process{command: command, ended: make(chan error, 1)}
	go func() {
		for lines := bufio.NewScanner(said); lines.Scan(); {
			if lines.Text() == leads {
				leaders <- started
			}
		}
		started.ended <- command.Wait()
	}()
	return started, nil
}

func (p *process) pid() int { return p.command.Process.Pid }

// end sends a signal and waits. After SIGTERM, a candidate must end well.
func (p *process) end(signal syscall.Signal) error {
	if err := p.command.Process.Signal(signal); err != nil {
		return err
	}
	select {
	case err := <-p.ended:
		if signal == syscall.SIGTERM && err != nil {
			return fmt.Errorf("a candidate ended badly: %w", err)
		}
		return nil
	case <-time.After(patience):
		return fmt.Errorf("a candidate does not end")
	}
}

// nextLeader waits until one leads.
func nextLeader(ctx context.Context, leaders <-chan *process) (*process, error) {
	select {
	case leader := <-leaders:
		return leader, nil
	case <-time.After(patience):
		return nil, fmt.Errorf("nobody leads")
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
