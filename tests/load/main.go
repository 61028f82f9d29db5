// A thousand watches of one namespace, and a thousand writes: is every event delivered to all, how soon, and at what cost?
//
//	cargo build --release --locked && go run tests/load/*.go -server target/release/coracle
//	go run tests/load/*.go -url https://127.0.0.1:6443 -token admintoken -pids 123,456
//
// Starts the server on a free port of the loopback, with data of its own, or takes a running one on the loopback, such as the
// reference; -pids are the processes whose memory and time are counted. One write follows the other, at a steady rate, or as
// fast as they are answered with -rate 0. Prints a table, and ends with 0 if every watch got every event once and in order.
//
// The watchers share the processors with the server, so they do little: an event's time is taken when the read that brought its
// end returns, and of its text only the resourceVersion is looked at. Bounded in count and time. Linux; standard library only.
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"slices"
	"sync"
	"syscall"
	"time"
)

const (
	// So many objects are written by turns.
	objects = 10
	// How long after the last write events may still come.
	deliverWithin = 120 * time.Second
	// How long things are left alone before memory is read.
	restFor = 2 * time.Second
)

var (
	program = flag.String("server", "", "start this coracle")
	withTLS = flag.Bool("tls", false, "with -server: HTTPS instead of plain HTTP")
	address = flag.String("url", "", "take this running server")
	token   = flag.String("token", "t", "of an administrator")
	pids    = flag.String("pids", "", "with -url: the processes to measure")
	watches = flag.Int("watches", 1000, "how many watches")
	writes  = flag.Int("writes", 1000, "how many writes")
	rate    = flag.Int("rate", 20, "writes a second; 0: as fast as they are answered")
)

// A namespace of its own: on a server that stays, an earlier one may still be being emptied.
var namespace = fmt.Sprintf("watched-by-many-%d", os.Getpid())

// began is what all times are counted from.
var began = time.Now()

func main() {
	log.SetFlags(0)
	flag.Parse()
	if (*program == "") == (*address == "") || *watches < 1 || *watches > 10_000 || *writes < 1 || *writes > 10_000 || *rate < 0 {
		flag.Usage()
		os.Exit(2)
	}
	s := take()
	err := s.measure()
	s.stop()
	if err != nil {
		log.Fatal(err)
	}
}

func (s *server) measure() error {
	before := s.memory()
	if err := s.prepare(); err != nil {
		return err
	}
	defer s.ask("DELETE", "/api/v1/namespaces/"+namespace, "", nil)
	list, err := s.ask("GET", endpoints, "", nil)
	if err != nil {
		return err
	}
	from := versionOf(list)
	open := time.Now()
	var all []*watcher
	for range *watches {
		w, err := s.open(from)
		if err != nil {
			return fmt.Errorf("watch %d: %w", len(all)+1, err)
		}
		all = append(all, w)
	}
	opened := time.Since(open)
	var group sync.WaitGroup
	for _, w := range all {
		group.Go(w.read)
	}
	time.Sleep(restFor)
	idle := s.memory()

	busy, ours := s.processorTime(), ownTime()
	start := time.Now()
	sent, err := s.write()
	wrote := time.Since(start)
	if err == nil {
		err = delivered(all, &group)
	}
	took := time.Since(start)
	busy, ours = s.processorTime()-busy, ownTime()-ours
	for _, w := range all {
		w.conn.Close()
	}
	if err != nil {
		return err
	}
	if err := check(all, sent); err != nil {
		return err
	}
	time.Sleep(restFor)
	after := s.memory()

	fmt.Printf("%d watches, %d writes, %s: every watch got every event once and in order\n\n", *watches, *writes, pace())
	fmt.Println("| what | measured |\n|---|--:|")
	row := func(what, format string, values ...any) {
		fmt.Printf("| %s | %s |\n", what, fmt.Sprintf(format, values...))
	}
	row("opening the watches", "%.2f s", opened.Seconds())
	row("writes", "%.1f a second", float64(*writes)/wrote.Seconds())
	row("events delivered", "%d in %.2f s, %.0f a second", *watches**writes, took.Seconds(), float64(*watches**writes)/took.Seconds())
	row("size of an event", "%d bytes", all[0].bytes / *writes)
	fromSending, fromAnswer, answers := latencies(all, sent)
	row("answer to a write, from its sending", "%s", quantiles(answers))
	row("delivery, from the sending of the write", "%s", quantiles(fromSending))
	row("delivery, from the answer to the write", "%s", quantiles(fromAnswer))
	if len(s.pids) > 0 {
		row("resident memory before the watches, with them, after the writes", "%.1f, %.1f, %.1f MiB", before, idle, after)
		row("processor time of the server", "%.2f s, %.1f µs an event", busy.Seconds(), float64(busy.Microseconds())/float64(*watches**writes))
	}
	row("processor time of the watchers and the writer", "%.2f s", ours.Seconds())
	return nil
}

func pace() string {
	if *rate == 0 {
		return "as fast as they were answered"
	}
	return fmt.Sprintf("%d a second", *rate)
}

var endpoints = "/api/v1/namespaces/" + namespace + "/endpoints"

// prepare makes the namespace and its objects.
func (s *server) prepare() error {
	if _, err := s.ask("POST", "/api/v1/namespaces", "application/json", []byte(`{"metadata":{"name":"`+namespace+`"}}`)); err != nil {
		return err
	}
	for n := range objects {
		body := fmt.Sprintf(`{"metadata":{"name":"e%d","labels":{"app":"web"}},"subsets":[{"addresses":[{"ip":"10.0.0.1"}],"ports":[{"port":80}]}]}`, n)
		if _, err := s.ask("POST", endpoints, "application/json", []byte(body)); err != nil {
			return err
		}
	}
	return nil
}

// written is one write, with the times since `began` at which it was sent and answered.
type written struct {
	version        uint64
	sent, answered time.Duration
}

func (s *server) write() ([]written, error) {
	all := make([]written, 0, *writes)
	next := time.Now()
	for n := range *writes {
		if *rate > 0 {
			time.Sleep(time.Until(next))
			next = next.Add(time.Second / time.Duration(*rate))
		}
		body := fmt.Sprintf(`{"metadata":{"annotations":{"n":"%d"}},"subsets":[{"addresses":[{"ip":"10.0.%d.%d"}],"ports":[{"port":80}]}]}`, n, n/250, n%250+1)
		sent := time.Since(began)
		answer, err := s.ask("PATCH", fmt.Sprintf("%s/e%d", endpoints, n%objects), "application/merge-patch+json", []byte(body))
		if err != nil {
			return nil, err
		}
		all = append(all, written{versionOf(answer), sent, time.Since(began)})
	}
	return all, nil
}

// delivered waits until all watchers have read as many events as there are writes.
func delivered(all []*watcher, group *sync.WaitGroup) error {
	done := make(chan struct{})
	go func() {
		group.Wait()
		close(done)
	}()
	select {
	case <-done:
		return nil
	case <-time.After(deliverWithin):
		return fmt.Errorf("not everything came within %v", deliverWithin)
	}
}

func check(all []*watcher, sent []written) error {
	for n, w := range all {
		if w.err != nil {
			return fmt.Errorf("watch %d: event %d: %w", n, len(w.seen), w.err)
		}
		for i, event := range w.seen {
			if event.version != sent[i].version {
				return fmt.Errorf("watch %d: event %d is of revision %d, not %d", n, i, event.version, sent[i].version)
			}
		}
	}
	return nil
}

func latencies(all []*watcher, sent []written) (fromSending, fromAnswer, answers []time.Duration) {
	for _, w := range all {
		for i, event := range w.seen {
			fromSending = append(fromSending, event.at-sent[i].sent)
			fromAnswer = append(fromAnswer, event.at-sent[i].answered)
		}
	}
	for _, write := range sent {
		answers = append(answers, write.answered-write.sent)
	}
	return fromSending, fromAnswer, answers
}

func quantiles(of []time.Duration) string {
	slices.Sort(of)
	at := func(part float64) float64 { return of[int(part*float64(len(of)-1))].Seconds() * 1000 }
	return fmt.Sprintf("p50 %.2f, p99 %.2f, max %.2f ms", at(0.5), at(0.99), at(1))
}

// ownTime is what this program has used.
func ownTime() time.Duration {
	var usage syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
