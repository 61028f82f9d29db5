package main

import (
	"context"
	"fmt"
	"log"
	"math/rand/v2"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	typed "k8s.io/client-go/kubernetes/typed/core/v1"
	"k8s.io/client-go/metadata"
	"k8s.io/client-go/tools/cache"
)

const (
	// How long an informer may take to become what the server is once nobody writes: the library may sleep a minute.
	settleWithin = 150 * time.Second
	// How long a server that is being restarted may take to answer.
	answerWithin = 30 * time.Second
	// How long after the writer's time its last object may still come.
	endWithin = 120 * time.Second
)

// spec is one informer.
type spec struct {
	name    string
	source  source
	example runtime.Object
	// The same collection as whole JSON objects, for the comparison.
	lists    source
	contents *contents
	streams  bool
	labels   string
	fields   string
	// Where not 0, watches end and begin again so often, in seconds.
	watchSeconds int64
	pages        int64
	ordered      func(error) bool
}

func (s spec) change(options *metav1.ListOptions) {
	options.LabelSelector, options.FieldSelector = s.labels, s.fields
	watches := options.AllowWatchBookmarks
	if watches && s.watchSeconds != 0 {
		options.TimeoutSeconds = &s.watchSeconds
	}
	if !watches && s.pages != 0 && options.ResourceVersion == "" {
		options.Limit = s.pages
	}
}

// running is an informer with what watches over it.
type running struct {
	spec     spec
	tap      *tap
	handled  *handled
	informer cache.SharedIndexInformer
	stop     context.CancelFunc
	done     chan struct{}
}

func start(ctx context.Context, s spec, f *faults) *running {
	t := &tap{name: s.name, source: s.source, change: s.change, contents: s.contents, faults: f, ordered: s.ordered}
	informer := cache.NewSharedIndexInformer(t.listerWatcher(s.streams), s.example, 0, cache.Indexers{})
	h := newHandled(s.name, f)
	if _, err := informer.AddEventHandler(h); err != nil {
		log.Fatal(err)
	}
	ctx, stop := context.WithCancel(ctx)
	r := &running{spec: s, tap: t, handled: h, informer: informer, stop: stop, done: make(chan struct{})}
	go func() {
		defer close(r.done)
		informer.RunWithContext(ctx)
	}()
	return r
}

func (r *running) end() {
	r.stop()
	<-r.done
}

func (r *running) line() string {
	t, h := r.tap, r.handled
	t.mu.Lock()
	defer t.mu.Unlock()
	h.mu.Lock()
	defer h.mu.Unlock()
	return fmt.Sprintf("%-34s %6d objects %7d adds %7d updates %7d deletes %5d lists %5d streamed lists %5d watches %6d bookmarks %4d expired %4d refused",
		r.spec.name, len(h.there), h.adds, h.updates, h.deletes, t.lists, t.streams, t.watches, t.bookmarks, t.expired, t.refused)
}

// The informers: both kinds, streamed and listed, JSON and protobuf, selected and not, patient and not, whole objects and
// metadata alone.
func specs(o options) ([]spec, error) {
	clients := func(how dialing, protobuf bool) (*typed.CoreV1Client, metadata.Interface, error) {
		config, err := configuration(o, how)
		if err != nil {
			return nil, nil, err
		}
		if protobuf {
			config.AcceptContentTypes = "application/vnd.kubernetes.protobuf,application/json"
			config.ContentType = "application/vnd.kubernetes.protobuf"
		}
		core, err := typed.NewForConfig(config)
		if err != nil {
			return nil, nil, err
		}
		partial, err := metadata.NewForConfig(config)
		return core, partial, err
	}
	json, partial, err := clients(asUsual, false)
	if err != nil {
		return nil, err
	}
	quickJSON, quickPartial, err := clients(patient, false)
	if err != nil {
		return nil, err
	}
	quick, _, err := clients(patient, true)
	if err != nil {
		return nil, err
	}
	usual, _, err := clients(asUsual, true)
	if err != nil {
		return nil, err
	}
	ns := o.namespace
	endpoints, namespaces, parts := newContents(), newContents(), newContents()
	eps := func(name string, core *typed.CoreV1Client, ns string) spec {
		return spec{name: "endpoints " + name, source: endpointsOf{core.Endpoints(ns)}, example: &corev1.Endpoints{},
			lists: endpointsOf{quickJSON.Endpoints(ns)}, contents: endpoints}
	}
	nss := func(name string, core *typed.CoreV1Client) spec {
		return spec{name: "namespaces " + name, source: namespacesOf{core.Namespaces()}, example: &corev1.Namespace{},
			lists: namespacesOf{quickJSON.Namespaces()}, contents: namespaces}
	}
	metadataOf := func(client metadata.Interface) source {
		return partialOf{client.Resource(corev1.SchemeGroupVersion.WithResource("endpoints"))}
	}
	with := func(s spec, change func(*spec)) spec {
		change(&s)
		return s
	}
	watched := "watched=yes"
	return []spec{
		with(eps("streamed", json, ns), func(s *spec) { s.streams = true }),
		with(eps("streamed, quick", quickJSON, ""), func(s *spec) { s.streams = true }),
		with(eps("streamed, protobuf, 5 s watches", quick, ""), func(s *spec) { s.streams, s.watchSeconds = true, 5 }),
		with(eps("streamed, selected", quickJSON, ""), func(s *spec) { s.streams, s.labels = true, watched }),
		eps("listed, protobuf", usual, ns),
		with(eps("listed, 3 s watches", quickJSON, ns), func(s *spec) { s.watchSeconds = 3 }),
		with(eps("listed, protobuf, selected", quick, ""), func(s *spec) { s.labels = watched + ",tier in (a,b)" }),
		with(eps("listed, one by its name", quickJSON, ns), func(s *spec) { s.fields = "metadata.name=" + busyName }),
		with(nss("streamed", quickJSON), func(s *spec) { s.streams = true }),
		with(nss("listed, protobuf, selected", quick), func(s *spec) { s.labels = watched }),
		nss("listed", json),
		{name: "metadata streamed, quick", source: metadataOf(quickPartial), example: &metav1.PartialObjectMetadata{},
			lists: metadataOf(quickPartial), contents: parts, streams: true},
		{name: "metadata listed, selected", source: metadataOf(partial), example: &metav1.PartialObjectMetadata{},
			lists: metadataOf(quickPartial), contents: parts, labels: watched},
	}, nil
}

func watchAll(ctx context.Context, o options) error {
	all, err := specs(o)
	if err != nil {
		return err
	}
	for i := range all {
		all[i].ordered = o.ordered
		if o.faults && all[i].watchSeconds == 0 {
			all[i].watchSeconds = 5
		}
	}
	var f faults
	lives, stopInformers := context.WithCancel(context.Background())
	defer stopInformers()
	var informers []*running
	for _, s := range all {
		informers = append(informers, start(lives, s, &f))
	}
	short := startShort(lives, all, &f)
	if err := untilEnd(ctx, o); err != nil {
		f.add("%v", err)
	}
	short.stop()
	settle(informers, &f)
	for _, r := range informers {
		r.end()
		fmt.Println(r.line())
	}
	fmt.Printf("%-34s %6d lives, %d compared with a list of their own revision, which was gone for %d of them\n", "short ones", short.lives, short.compared, short.expired)
	for _, text := range f.texts {
		fmt.Println("FAULT", text)
	}
	if f.count > 0 {
		return fmt.Errorf("%d faults", f.count)
	}
	fmt.Printf("%d informers of client-go hold what the server lists\n", len(informers))
	return nil
}

// untilEnd waits for the writer's last object, or for a signal.
func untilEnd(ctx context.Context, o options) error {
	config, err := configuration(o, patient)
	if err != nil {
		return err
	}
	core, err := typed.NewForConfig(config)
	if err != nil {
		return err
	}
	late := time.After(time.Duration(o.seconds)*time.Second + endWithin)
	for {
		if _, err := core.Endpoints(o.namespace).Get(ctx, endName, metav1.GetOptions{}); err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return nil
		case <-late:
			return fmt.Errorf("the writer has not come to its end")
		case <-time.After(200 * time.Millisecond):
		}
	}
}

// settle waits until each informer holds what the server lists.
func settle(informers []*running, f *faults) {
	deadline := time.Now().Add(settleWithin)
	for _, r := range informers {
		for {
			different, err := compare(context.Background(), r, metav1.ListOptions{Limit: 50})
			if err == nil && len(different) == 0 {
				break
			}
			if time.Now().After(deadline) {
				f.add("%s: differs from the server: %v %v", r.spec.name, err, different)
				break
			}
			time.Sleep(100 * time.Millisecond)
		}
	}
}

// compare lists, page by page where there is a limit, and tells in what the informer's store differs.
func compare(ctx context.Context, r *running, options metav1.ListOptions) ([]string, error) {
	listed := map[string]string{}
	options.LabelSelector, options.FieldSelector = r.spec.labels, r.spec.fields
	for {
		page, err := r.spec.lists.List(ctx, options)
		if err != nil {
			return nil, err
		}
		err = meta.EachListItem(page, func(item runtime.Object) error {
			text, err := content(item.(metav1.Object))
			listed[key(item.(metav1.Object))] = text
			return err
		})
		if err != nil {
			return nil, err
		}
		of, err := meta.ListAccessor(page)
		if err != nil {
			return nil, err
		}
		if options.Continue = of.GetContinue(); options.Continue == "" {
			break
		}
	}
	var different []string
	for _, item := range r.informer.GetStore().List() {
		o := item.(metav1.Object)
		held, err := content(o)
		if err != nil {
			return nil, err
		}
		if there, ok := listed[key(o)]; !ok || there != held {
			different = append(different, fmt.Sprintf("%s: held %s, listed %s", key(o), held, there))
		}
		delete(listed, key(o))
	}
	for name, text := range listed {
		different = append(different, fmt.Sprintf("%s: not held, listed %s", name, text))
	}
	return different[:min(len(different), 5)], nil
}

// short is a sequence of informers that live for a few seconds each while the writer writes. When one ends, it must hold what
// the server had at the revision that it came to.
type short struct {
	cancel                   context.CancelFunc
	done                     chan struct{}
	lives, compared, expired int
}

func startShort(ctx context.Context, all []spec, f *faults) *short {
	ctx, cancel := context.WithCancel(ctx)
	s := &short{cancel: cancel, done: make(chan struct{})}
	go func() {
		defer close(s.done)
		for ctx.Err() == nil {
			s.life(ctx, all[rand.IntN(len(all))], f)
		}
	}()
	return s
}

func (s *short) stop() {
	s.cancel()
	<-s.done
}

func (s *short) life(ctx context.Context, of spec, f *faults) {
	of.name = "short " + of.name
	of.pages = rand.Int64N(3) * 7
	r := start(ctx, of, f)
	select {
	case <-ctx.Done():
	case <-time.After(time.Duration(500+rand.IntN(3500)) * time.Millisecond):
	}
	r.end()
	s.lives++
	at := r.informer.GetStore().LastStoreSyncResourceVersion()
	if at == "" {
		return // it ended before it began
	}
	options := metav1.ListOptions{ResourceVersion: at, ResourceVersionMatch: metav1.ResourceVersionMatchExact}
	for deadline := time.Now().Add(answerWithin); time.Now().Before(deadline); {
		different, err := compare(context.Background(), r, options)
		switch {
		case apierrors.IsResourceExpired(err):
			s.expired++
		case err != nil:
			time.Sleep(100 * time.Millisecond)
			continue
		case len(different) > 0:
			f.add("%s: differs from the server as it was at %s: %v", of.name, at, different)
		}
		s.compared++
		return
	}
	f.add("%s: no list to compare with", of.name)
}

type endpointsOf struct{ typed.EndpointsInterface }

func (s endpointsOf) List(ctx context.Context, o metav1.ListOptions) (runtime.Object, error) {
	return s.EndpointsInterface.List(ctx, o)
}

type namespacesOf struct{ typed.NamespaceInterface }

func (s namespacesOf) List(ctx context.Context, o metav1.ListOptions) (runtime.Object, error) {
	return s.NamespaceInterface.List(ctx, o)
}

type partialOf struct{ metadata.ResourceInterface }

func (s partialOf) List(ctx context.Context, o metav1.ListOptions) (runtime.Object, error) {
	return s.ResourceInterface.List(ctx, o)
}
