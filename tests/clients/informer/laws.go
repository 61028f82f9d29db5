package main

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"strconv"
	"sync"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/tools/cache"
)

// The most faults that are told one by one.
const maxFaults = 40

// faults collects what must not be.
type faults struct {
	mu    sync.Mutex
	count int
	texts []string
}

func (f *faults) add(format string, args ...any) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.count++; f.count <= maxFaults {
		f.texts = append(f.texts, fmt.Sprintf(format, args...))
	}
}

// contents knows what was seen at each resourceVersion of an object: whoever sees it again must see the same.
type contents struct {
	mu   sync.Mutex
	seen map[string]uint64
}

func newContents() *contents { return &contents{seen: map[string]uint64{}} }

func (c *contents) check(o metav1.Object, name string, f *faults) {
	text, err := content(o)
	if err != nil {
		f.add("%s: %s: %v", name, key(o), err)
		return
	}
	hash := fnv.New64a()
	hash.Write([]byte(text))
	at := key(o) + "@" + o.GetResourceVersion()
	c.mu.Lock()
	defer c.mu.Unlock()
	if before, ok := c.seen[at]; ok && before != hash.Sum64() {
		f.add("%s: %s is not what another client saw: %s", name, at, text)
	}
	c.seen[at] = hash.Sum64()
}

// content is an object's text, whichever way it came. Single objects name their kind, items of lists do not.
func content(o metav1.Object) (string, error) {
	copied := o.(runtime.Object).DeepCopyObject()
	copied.GetObjectKind().SetGroupVersionKind(schemaless)
	text, err := json.Marshal(copied)
	return string(text), err
}

func key(o metav1.Object) string {
	if o.GetNamespace() == "" {
		return o.GetName()
	}
	return o.GetNamespace() + "/" + o.GetName()
}

// revision reads a resourceVersion; 0 is none.
func revision(text string) uint64 {
	n, _ := strconv.ParseUint(text, 10, 64)
	return n
}

// handled holds what an informer tells its handlers against what it told them before.
type handled struct {
	name   string
	faults *faults

	mu sync.Mutex
	// What is there at which resourceVersion, and the newest of all that ever were.
	there                  map[string]string
	newest                 map[string]uint64
	adds, updates, deletes int
}

func newHandled(name string, f *faults) *handled {
	return &handled{name: name, faults: f, there: map[string]string{}, newest: map[string]uint64{}}
}

func (h *handled) OnAdd(obj any, _ bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.adds++
	o := obj.(metav1.Object)
	if at, ok := h.there[key(o)]; ok {
		h.faults.add("%s: handler: add of %s@%s, which is there at %s", h.name, key(o), o.GetResourceVersion(), at)
	}
	h.take(o, "add")
}

func (h *handled) OnUpdate(before, obj any) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.updates++
	o, old := obj.(metav1.Object), before.(metav1.Object)
	at, ok := h.there[key(o)]
	switch {
	case !ok:
		h.faults.add("%s: handler: update of %s@%s, which is not there", h.name, key(o), o.GetResourceVersion())
	case at != old.GetResourceVersion():
		h.faults.add("%s: handler: update of %s from %s, which is there at %s", h.name, key(o), old.GetResourceVersion(), at)
	case at == o.GetResourceVersion():
		// A relist tells of what it found as it was.
		return
	}
	h.take(o, "update")
}

func (h *handled) OnDelete(obj any) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.deletes++
	if unknown, ok := obj.(cache.DeletedFinalStateUnknown); ok {
		// Found gone by a relist; its last state is the one that was there.
		if _, ok := h.there[unknown.Key]; !ok {
			h.faults.add("%s: handler: delete of %s, which is not there", h.name, unknown.Key)
		}
		delete(h.there, unknown.Key)
		return
	}
	o := obj.(metav1.Object)
	if _, ok := h.there[key(o)]; !ok {
		h.faults.add("%s: handler: delete of %s@%s, which is not there", h.name, key(o), o.GetResourceVersion())
	}
	h.take(o, "delete")
	delete(h.there, key(o))
}

func (h *handled) take(o metav1.Object, what string) {
	now := revision(o.GetResourceVersion())
	if newest := h.newest[key(o)]; now <= newest {
		h.faults.add("%s: handler: %s of %s@%d after %d", h.name, what, key(o), now, newest)
	}
	h.newest[key(o)] = now
	h.there[key(o)] = o.GetResourceVersion()
}
