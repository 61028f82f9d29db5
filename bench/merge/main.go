// Merge times what the reference's own libraries take to decide who owns what, on the cases that merge.py makes. It prints a line of JSON
// for each write. What is timed on either side is told in merge.py.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"runtime"
	"time"

	"golang.org/x/sys/unix"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	kube "k8s.io/apimachinery/pkg/runtime"
)

// file is a kind, how an object of it came to be as it is, and the writes to be timed over that.
type file struct {
	Name   string          `json:"name"`
	Schema json.RawMessage `json:"schema"`
	Before []write         `json:"before"`
	Writes []write         `json:"writes"`
}

type write struct {
	Name string `json:"name"`
	By   string `json:"by"`
	// One of the three: the document.
	Apply  map[string]any `json:"apply"`
	Force  map[string]any `json:"force"`
	Update map[string]any `json:"update"`
}

func (w write) document() map[string]any {
	for _, document := range []map[string]any{w.Apply, w.Force, w.Update} {
		if document != nil {
			return document
		}
	}
	panic("a write has a document")
}

// now is the time that an object was made at, and every manager's.
var now = metav1.NewTime(time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC))

func main() {
	milliseconds := flag.Int("milliseconds", 100, "how long each write is timed, in its thread's CPU time")
	flag.Parse()
	// Its CPU time is the thread's.
	runtime.LockOSThread()
	for _, path := range flag.Args() {
		text, err := os.ReadFile(path)
		must(err)
		var file file
		must(json.Unmarshal(text, &file))
		for _, line := range measure(file, time.Duration(*milliseconds)*time.Millisecond) {
			must(json.NewEncoder(os.Stdout).Encode(line))
		}
	}
}

// line is what became of a write, and what it took: µs of the thread, of the process (with the collector), and of the thread for the
// merge alone.
type line struct {
	Case    string  `json:"case"`
	Write   string  `json:"write"`
	Whole   float64 `json:"whole_us"`
	Process float64 `json:"process_us"`
	Merge   float64 `json:"merge_us"`
	Result  any     `json:"result"`
}

func measure(file file, long time.Duration) (lines []line) {
	kind := kindOf(file)
	live := kind.none()
	for _, write := range file.Before {
		out, err := kind.write(live, kind.document(write), write)
		must(err)
		live = kind.stored(out)
	}
	for _, write := range file.Writes {
		document := kind.document(write)
		if write.Update != nil {
			carryOver(live, document)
		}
		made := func() kube.Object { return kind.copyForWrite(document, write) }
		result, err := kind.write(live.DeepCopyObject(), made(), write)
		// What it takes from its inputs is given to it anew; that is not timed.
		whole, process := timed(long, made, func(document kube.Object) { kind.write(live, document, write) })
		merge, _ := timed(long, func() func() { return kind.merge(live, document, write) }, func(merge func()) { merge() })
		lines = append(lines, line{file.Name, write.Name, whole, process, merge, shown(result, err)})
	}
	return lines
}

// carryOver gives an update what the object has that no client says: so does a patch.
func carryOver(live, document kube.Object) {
	from, err := meta.Accessor(live)
	must(err)
	to, err := meta.Accessor(document)
	must(err)
	to.SetUID(from.GetUID())
	to.SetCreationTimestamp(from.GetCreationTimestamp())
	to.SetManagedFields(from.GetManagedFields())
}

// timed is µs of CPU an operation, of the thread and of the process. Inputs are made before the clock is looked at, some at a time.
func timed[T any](long time.Duration, made func() T, run func(T)) (thread, process float64) {
	const batch = 4
	var ofThread, ofProcess time.Duration
	count := 0
	for round := 0; ofThread < long; round++ {
		inputs := make([]T, batch)
		for i := range inputs {
			inputs[i] = made()
		}
		threadStart, processStart := cpu(unix.CLOCK_THREAD_CPUTIME_ID), cpu(unix.CLOCK_PROCESS_CPUTIME_ID)
		for _, input := range inputs {
			run(input)
		}
		// The first is to warm up.
		if round > 0 {
			ofThread += cpu(unix.CLOCK_THREAD_CPUTIME_ID) - threadStart
			ofProcess += cpu(unix.CLOCK_PROCESS_CPUTIME_ID) - processStart
			count += batch
		}
	}
	of := func(total time.Duration) float64 { return float64(total.Nanoseconds()) / 1000 / float64(count) }
	return of(ofThread), of(ofProcess)
}

func cpu(clock int32) time.Duration {
	var spec unix.Timespec
	must(unix.ClockGettime(clock, &spec))
	return time.Duration(spec.Nano())
}

// shown is what both sides must agree in: the object, or the refusal's causes.
func shown(object kube.Object, err error) any {
	if err != nil {
		return refusal(err)
	}
	content, err := kube.DefaultUnstructuredConverter.ToUnstructured(object)
	must(err)
	entries, _, err := unstructured.NestedFieldNoCopy(content, "metadata", "managedFields")
	must(err)
	for _, entry := range entries.([]any) {
		delete(entry.(map[string]any), "time")
	}
	return map[string]any{"object": content}
}

func must(err error) {
	if err != nil {
		panic(fmt.Sprint(err))
	}
}
