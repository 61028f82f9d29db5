package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	coordinationv1 "k8s.io/api/coordination/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"
	"k8s.io/utils/ptr"
)

// holders is what has been seen of the Lease: who held it, and what was not as it must be.
type holders struct {
	mutex  sync.Mutex
	last   *coordinationv1.Lease
	held   []string
	faults []error
}

// watchLease follows the Lease by an informer.
func watchLease(ctx context.Context, client kubernetes.Interface, namespace string) *holders {
	seen := &holders{}
	factory := informers.NewSharedInformerFactoryWithOptions(client, 0, informers.WithNamespace(namespace))
	leases := factory.Coordination().V1().Leases().Informer()
	_, err := leases.AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc:    func(lease any) { seen.take(lease.(*coordinationv1.Lease)) },
		UpdateFunc: func(_, lease any) { seen.take(lease.(*coordinationv1.Lease)) },
		DeleteFunc: func(any) { seen.fault(errors.New("the lease was deleted")) },
	})
	if err != nil {
		seen.fault(err)
	}
	factory.Start(ctx.Done())
	return seen
}

// take holds a state of the Lease against the one before it.
func (h *holders) take(lease *coordinationv1.Lease) {
	before := h.replace(lease)
	now, was := stateOf(lease), stateOf(before)
	switch {
	case now.renewed.IsZero() || now.acquired.IsZero() || now.duration == 0:
		h.fault(fmt.Errorf("a lease is not whole: %v", lease.Spec))
	case now.holder == was.holder:
		if now.renewed.Before(was.renewed) || now.transitions != was.transitions {
			h.fault(fmt.Errorf("renewed wrongly: %v after %v", lease.Spec, before.Spec))
		}
	case now.holder == "":
		// Given back.
	default:
		if was.holder != "" && now.acquired.Before(was.renewed.Add(was.duration)) {
			h.fault(fmt.Errorf("taken before it was free: %v after %v", lease.Spec, before.Spec))
		}
		if before != nil && now.transitions != was.transitions+1 {
			h.fault(fmt.Errorf("not counted: %v after %v", lease.Spec, before.Spec))
		}
		h.took(now.holder)
	}
}

// state is what a Lease says. A Lease that is not there says nothing, and one that was given back names no holder.
type state struct {
	holder            string
	acquired, renewed time.Time
	duration          time.Duration
	transitions       int32
}

func stateOf(lease *coordinationv1.Lease) state {
	if lease == nil {
		return state{}
	}
	spec := lease.Spec
	return state{
		holder:      ptr.Deref(spec.HolderIdentity, ""),
		acquired:    ptr.Deref(spec.AcquireTime, metav1.MicroTime{}).Time,
		renewed:     ptr.Deref(spec.RenewTime, metav1.MicroTime{}).Time,
		duration:    time.Duration(ptr.Deref(spec.LeaseDurationSeconds, 0)) * time.Second,
		transitions: ptr.Deref(spec.LeaseTransitions, 0),
	}
}

func (h *holders) replace(lease *coordinationv1.Lease) *coordinationv1.Lease {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	before := h.last
	h.last = lease
	return before
}

func (h *holders) took(holder string) {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	h.held = append(h.held, holder)
}

func (h *holders) fault(err error) {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	h.faults = append(h.faults, err)
}

// verdict says what was seen: three holders, one after the other, and no fault.
func (h *holders) verdict() error {
	h.mutex.Lock()
	defer h.mutex.Unlock()
	if len(h.faults) > 0 {
		return errors.Join(h.faults...)
	}
	different := map[string]bool{}
	for _, holder := range h.held {
		different[holder] = true
	}
	if len(h.held) != 3 || len(different) != 3 {
		return fmt.Errorf("the lease was held by %v", h.held)
	}
	fmt.Println("three leaders held the lease, one after the other; one was killed, and one gave it back")
	return nil
}
