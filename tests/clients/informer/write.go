package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sort"
	"strings"
	"sync"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	applycore "k8s.io/client-go/applyconfigurations/core/v1"
	applymeta "k8s.io/client-go/applyconfigurations/meta/v1"
	typed "k8s.io/client-go/kubernetes/typed/core/v1"
)

const (
	// So many write at a time.
	writers = 6
	// So many names are written in the lasting namespace, and in each that comes and goes.
	names, fewNames = 60, 3
	// One name is written more than others.
	busyName = "p0"
	// At most so many namespaces come and go at a time.
	maxNamespaces = 5
)

// writer changes things at random.
type writer struct {
	core      *typed.CoreV1Client
	namespace string

	mu sync.Mutex
	// Namespaces that are there now, the lasting one first.
	there   []string
	made    int
	answers map[string]int
	faults  faults
	ordered func(error) bool
}

func write(ctx context.Context, o options) error {
	config, err := configuration(o, asUsual)
	if err != nil {
		return err
	}
	core, err := typed.NewForConfig(config)
	if err != nil {
		return err
	}
	w := &writer{core: core, namespace: o.namespace, there: []string{o.namespace}, answers: map[string]int{}, ordered: o.ordered}
	if err := insist(ctx, func() error { return w.makeNamespace(ctx, o.namespace) }); err != nil {
		return err
	}
	w.write(ctx, time.Now().Add(time.Duration(o.seconds)*time.Second), o.rate)
	err = insist(ctx, func() error {
		_, err := core.Endpoints(o.namespace).Create(ctx, w.endpoints(o.namespace, endName), metav1.CreateOptions{})
		return err
	})
	fmt.Println("writes:", w.tally())
	for _, text := range w.faults.texts {
		fmt.Println("FAULT", text)
	}
	if err == nil && w.faults.count > 0 {
		err = fmt.Errorf("%d faults", w.faults.count)
	}
	return err
}

// insist tries until it succeeds, half a minute long. Whether a write that failed took effect is unknown; one that finds its
// object there already is content.
func insist(ctx context.Context, do func() error) error {
	var err error
	for range 300 {
		if err = do(); err == nil || apierrors.IsAlreadyExists(err) || ctx.Err() != nil {
			return ctx.Err()
		}
		time.Sleep(100 * time.Millisecond)
	}
	return err
}

// write writes in bursts of this many a second, with pauses between them.
func (w *writer) write(ctx context.Context, until time.Time, rate int) {
	turns := make(chan struct{})
	var group sync.WaitGroup
	for range writers {
		group.Go(func() {
			for range turns {
				if !w.one(ctx) {
					time.Sleep(20 * time.Millisecond)
				}
			}
		})
	}
	for time.Now().Before(until) && ctx.Err() == nil {
		tick := time.NewTicker(time.Second / time.Duration(rate))
		for range rate/2 + rand.IntN(2*rate) {
			<-tick.C
			turns <- struct{}{}
		}
		tick.Stop()
		time.Sleep(time.Duration(rand.IntN(1000)) * time.Millisecond)
	}
	close(turns)
	group.Wait()
}

// one writes once. False if nobody answered.
func (w *writer) one(ctx context.Context) bool {
	if rand.IntN(100) < 2 {
		return w.namespaces(ctx)
	}
	w.mu.Lock()
	ns := w.there[0]
	few := names
	if n := len(w.there); n > 1 && rand.IntN(4) == 0 {
		ns, few = w.there[1+rand.IntN(n-1)], fewNames
	}
	w.mu.Unlock()
	name := fmt.Sprintf("p%d", rand.IntN(few))
	if rand.IntN(20) == 0 {
		name = busyName
	}
	eps := w.core.Endpoints(ns)
	what, err := "", error(nil)
	switch n := rand.IntN(100); {
	case n < 25:
		what = "create"
		_, err = eps.Create(ctx, w.endpoints(ns, name), metav1.CreateOptions{})
	case n < 40:
		what = "update"
		err = w.update(ctx, eps, name)
	case n < 55:
		what = "select"
		patch := fmt.Sprintf(`{"metadata":{"labels":{"watched":%q}}}`, either("yes", "no"))
		_, err = eps.Patch(ctx, name, types.MergePatchType, []byte(patch), metav1.PatchOptions{})
	case n < 65:
		what = "strategic"
		patch := fmt.Sprintf(`{"metadata":{"annotations":{"n":"%d"}}}`, rand.IntN(1e6))
		_, err = eps.Patch(ctx, name, types.StrategicMergePatchType, []byte(patch), metav1.PatchOptions{})
	case n < 73:
		what = "json"
		patch := fmt.Sprintf(`[{"op":"add","path":"/metadata/labels","value":{"tier":%q,"watched":%q}}]`, either("a", "b"), either("yes", "no"))
		_, err = eps.Patch(ctx, name, types.JSONPatchType, []byte(patch), metav1.PatchOptions{})
	case n < 87:
		what = "apply"
		_, err = eps.Apply(ctx, w.applied(ns, name), metav1.ApplyOptions{FieldManager: either("one", "two"), Force: true})
	case n < 99:
		what = "delete"
		err = eps.Delete(ctx, name, metav1.DeleteOptions{})
	default:
		what = "delete several"
		err = eps.DeleteCollection(ctx, metav1.DeleteOptions{}, metav1.ListOptions{LabelSelector: "tier=b,watched=yes"})
	}
	return w.answered(what, ns+"/"+name, err)
}

func (w *writer) update(ctx context.Context, eps typed.EndpointsInterface, name string) error {
	current, err := eps.Get(ctx, name, metav1.GetOptions{})
	if err != nil {
		return err
	}
	current.Subsets = subsets()
	current.Labels = labels()
	_, err = eps.Update(ctx, current, metav1.UpdateOptions{})
	return err
}

// namespaces makes one, changes what is selected of them, or deletes one.
func (w *writer) namespaces(ctx context.Context) bool {
	w.mu.Lock()
	some := append([]string(nil), w.there...)
	w.made++
	fresh := fmt.Sprintf("%s-%d", w.namespace, w.made)
	w.mu.Unlock()
	one := some[rand.IntN(len(some))]
	switch n := rand.IntN(3); {
	case n == 0 && len(some) <= maxNamespaces:
		err := w.makeNamespace(ctx, fresh)
		if err == nil {
			w.mu.Lock()
			w.there = append(w.there, fresh)
			w.mu.Unlock()
		}
		return w.answered("create namespace", fresh, err)
	case n == 1 && one != w.namespace:
		w.mu.Lock()
		for i, name := range w.there {
			if name == one {
				w.there = append(w.there[:i:i], w.there[i+1:]...)
				break
			}
		}
		w.mu.Unlock()
		return w.answered("delete namespace", one, w.core.Namespaces().Delete(ctx, one, metav1.DeleteOptions{}))
	default:
		patch := fmt.Sprintf(`{"metadata":{"labels":{"watched":%q}}}`, either("yes", "no"))
		_, err := w.core.Namespaces().Patch(ctx, one, types.MergePatchType, []byte(patch), metav1.PatchOptions{})
		return w.answered("select namespace", one, err)
	}
}

func (w *writer) makeNamespace(ctx context.Context, name string) error {
	ns := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: name, Labels: map[string]string{"watched": either("yes", "no")}}}
	_, err := w.core.Namespaces().Create(ctx, ns, metav1.CreateOptions{})
	return err
}

// answered counts an answer; what no server may say to such requests is a fault. False if nobody answered.
func (w *writer) answered(what, where string, err error) bool {
	answer, reached := "done", true
	if status, ok := err.(apierrors.APIStatus); ok {
		answer = string(status.Status().Reason)
		switch {
		case apierrors.IsNotFound(err), apierrors.IsConflict(err), apierrors.IsAlreadyExists(err):
		case apierrors.HasStatusCause(err, corev1.NamespaceTerminatingCause):
		case w.ordered(err):
		default:
			w.faults.add("%s %s: %v", what, where, err)
		}
	} else if err != nil {
		answer, reached = "nobody there", false
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.answers[answer]++
	return reached
}

func (w *writer) tally() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	var parts []string
	for answer, n := range w.answers {
		parts = append(parts, fmt.Sprintf("%d %s", n, answer))
	}
	sort.Strings(parts)
	return strings.Join(parts, ", ")
}

func (w *writer) endpoints(ns, name string) *corev1.Endpoints {
	return &corev1.Endpoints{ObjectMeta: metav1.ObjectMeta{Namespace: ns, Name: name, Labels: labels()}, Subsets: subsets()}
}

func (w *writer) applied(ns, name string) *applycore.EndpointsApplyConfiguration {
	applied := applycore.Endpoints(name, ns).WithLabels(labels())
	if rand.IntN(2) == 0 {
		applied.WithAnnotations(map[string]string{"applied": fmt.Sprint(rand.IntN(1e6))})
	}
	if rand.IntN(4) == 0 {
		applied.WithOwnerReferences(applymeta.OwnerReference().WithAPIVersion("v1").WithKind("Namespace").WithName(ns).WithUID("none"))
	}
	return applied.WithSubsets(applycore.EndpointSubset().
		WithAddresses(applycore.EndpointAddress().WithIP(fmt.Sprintf("10.1.%d.%d", rand.IntN(250), 1+rand.IntN(250)))).
		WithPorts(applycore.EndpointPort().WithName("http").WithPort(80)))
}

func labels() map[string]string {
	return map[string]string{"watched": either("yes", "no"), "tier": either("a", "b")}
}

func subsets() []corev1.EndpointSubset {
	var addresses []corev1.EndpointAddress
	for range 1 + rand.IntN(3) {
		addresses = append(addresses, corev1.EndpointAddress{IP: fmt.Sprintf("10.0.%d.%d", rand.IntN(250), 1+rand.IntN(250))})
	}
	return []corev1.EndpointSubset{{Addresses: addresses, Ports: []corev1.EndpointPort{{Name: "http", Port: int32(8000 + rand.IntN(3))}}}}
}

func either(a, b string) string {
	if rand.IntN(2) == 0 {
		return a
	}
	return b
}
