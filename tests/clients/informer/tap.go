package main

import (
	"context"
	"sync"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/tools/cache"
)

var schemaless = schema.GroupVersionKind{}

// source is where an informer's lists and watches come from.
type source interface {
	List(ctx context.Context, options metav1.ListOptions) (runtime.Object, error)
	Watch(ctx context.Context, options metav1.ListOptions) (watch.Interface, error)
}

// tap sits between the client's decoder and its reflector, where nothing has been put right yet, and holds what comes
// against the laws of lists and watches.
type tap struct {
	name     string
	source   source
	change   func(*metav1.ListOptions)
	contents *contents
	faults   *faults
	// Is it a refusal that the server was asked for?
	ordered func(error) bool

	mu sync.Mutex
	// What the client has been told is there, and how far it has been told everything.
	known map[string]uint64
	at    uint64
	// What a list in pages, or the initial events, have told so far; nothing outside of them.
	coming map[string]uint64

	lists, streams, watches, bookmarks, expired, refused int
}

// listerWatcher is the tap as client-go wants it. Where the client streams its lists by default, it does.
func (t *tap) listerWatcher(streams bool) cache.ListerWatcher {
	lw := &cache.ListWatch{ListWithContextFunc: t.list, WatchFuncWithContext: t.watch}
	return cache.ToListWatcherWithWatchListSemantics(lw, streaming(streams))
}

type streaming bool

func (s streaming) IsWatchListSemanticsUnSupported() bool { return !bool(s) }

func (t *tap) list(ctx context.Context, options metav1.ListOptions) (runtime.Object, error) {
	t.change(&options)
	list, err := t.source.List(ctx, options)
	t.mu.Lock()
	defer t.mu.Unlock()
	if err != nil {
		t.count(err)
		return list, err
	}
	if options.Continue == "" {
		t.lists++
		t.coming = map[string]uint64{}
	}
	of, err := meta.ListAccessor(list)
	if err != nil {
		t.faults.add("%s: list: %v", t.name, err)
		return list, nil
	}
	at := revision(of.GetResourceVersion())
	_ = meta.EachListItem(list, func(item runtime.Object) error {
		o := item.(metav1.Object)
		if now := revision(o.GetResourceVersion()); now > at {
			t.faults.add("%s: list at %d: %s@%d is newer", t.name, at, key(o), now)
		}
		t.comes(o, "list")
		return nil
	})
	if of.GetContinue() == "" {
		t.arrived(at, "list")
	}
	return list, nil
}

func (t *tap) watch(ctx context.Context, options metav1.ListOptions) (watch.Interface, error) {
	t.change(&options)
	initial := options.SendInitialEvents != nil && *options.SendInitialEvents
	t.mu.Lock()
	if t.watches++; initial {
		t.streams++
		t.coming = map[string]uint64{}
	} else if from := revision(options.ResourceVersion); from != t.at {
		t.faults.add("%s: watch: the client begins at %d, but has seen everything until %d", t.name, from, t.at)
	}
	t.mu.Unlock()
	w, err := t.source.Watch(ctx, options)
	if err != nil {
		t.mu.Lock()
		t.count(err)
		t.mu.Unlock()
		return nil, err
	}
	return watch.Filter(w, func(event watch.Event) (watch.Event, bool) {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.event(event)
		return event, true
	}), nil
}

func (t *tap) event(event watch.Event) {
	if event.Type == watch.Error {
		t.count(apierrors.FromObject(event.Object))
		return
	}
	o, err := meta.Accessor(event.Object)
	if err != nil {
		t.faults.add("%s: watch: %s: %v", t.name, event.Type, err)
		return
	}
	now := revision(o.GetResourceVersion())
	if now == 0 {
		t.faults.add("%s: watch: %s of %s without resourceVersion", t.name, event.Type, key(o))
	}
	switch {
	case event.Type == watch.Bookmark && t.coming != nil:
		t.bookmarks++
		if o.GetAnnotations()[metav1.InitialEventsAnnotationKey] != "true" {
			t.faults.add("%s: watch: a bookmark at %d among initial events", t.name, now)
			return
		}
		t.arrived(now, "initial events")
	case event.Type == watch.Bookmark:
		t.bookmarks++
		if now < t.at {
			t.faults.add("%s: watch: a bookmark at %d after %d", t.name, now, t.at)
		}
		t.at = now
	case t.coming != nil:
		if event.Type != watch.Added {
			t.faults.add("%s: watch: %s of %s@%d among initial events", t.name, event.Type, key(o), now)
		}
		t.comes(o, "initial events")
	default:
		t.follows(event.Type, o, now)
	}
}

// comes takes what a list or the initial events tell of an object.
func (t *tap) comes(o metav1.Object, where string) {
	now := revision(o.GetResourceVersion())
	if before, ok := t.coming[key(o)]; ok {
		t.faults.add("%s: %s: %s twice, @%d and @%d", t.name, where, key(o), before, now)
	}
	if before := t.known[key(o)]; now < before {
		t.faults.add("%s: %s: %s@%d was there at %d", t.name, where, key(o), now, before)
	}
	t.coming[key(o)] = now
	t.contents.check(o, t.name, t.faults)
}

// arrived takes the whole of a list or of the initial events for what is there now.
func (t *tap) arrived(at uint64, where string) {
	if at < t.at {
		t.faults.add("%s: %s at %d, after everything until %d was told", t.name, where, at, t.at)
	}
	for name, now := range t.coming {
		if now > at {
			t.faults.add("%s: %s at %d: %s@%d is newer", t.name, where, at, name, now)
		}
	}
	// What is at a revision that has been told was told, too.
	for name, now := range t.coming {
		if t.known != nil && now <= t.at && t.known[name] != now {
			t.faults.add("%s: %s at %d: %s@%d was not told until %d", t.name, where, at, name, now, t.at)
		}
	}
	t.known, t.at, t.coming = t.coming, at, nil
}

// follows takes an event of a watch.
func (t *tap) follows(what watch.EventType, o metav1.Object, now uint64) {
	if now <= t.at {
		t.faults.add("%s: watch: %s of %s@%d after %d", t.name, what, key(o), now, t.at)
	}
	t.at = now
	before, there := t.known[key(o)]
	if there == (what == watch.Added) {
		t.faults.add("%s: watch: %s of %s@%d, which is there: %v, at %d", t.name, what, key(o), now, there, before)
	}
	if what == watch.Deleted {
		// It bears the last state at a revision of its own, which other watches may see otherwise.
		delete(t.known, key(o))
		return
	}
	t.known[key(o)] = now
	t.contents.check(o, t.name, t.faults)
}

// count takes a refusal; connections that fail are not the server's answers.
func (t *tap) count(err error) {
	switch _, answered := err.(apierrors.APIStatus); {
	case !answered:
	case apierrors.IsResourceExpired(err):
		t.expired++
	case t.ordered(err):
		t.refused++
	// How the client's own decoder tells of a stream that broke off.
	case apierrors.HasStatusCause(err, "ClientWatchDecoding"):
	default:
		t.faults.add("%s: refused: %v", t.name, err)
	}
}
