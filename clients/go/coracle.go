// SPDX-License-Identifier: Apache-2.0

//go:build unix

// Package coracle gives each test a Kubernetes API server of its own: a world of a Coracle server.
//
//	func TestIt(t *testing.T) {
//		w := coracle.NewWorld(t)
//		client := kubernetes.NewForConfigOrDie(w.Config())
//		…
//	}
//
// The first world starts one server for the whole process, in memory; it ends with the process, also when that is killed. A world takes
// about a millisecond, nobody else sees what is in it, and it is deleted when its test ends. Where CORACLE_KUBECONFIG names the kubeconfig
// of a server that runs already, worlds are made there instead.
//
// The program is the one of WithProgram, else of the environment variable CORACLE, else coracle on PATH.
package coracle

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	"sigs.k8s.io/yaml"
)

const (
	// How long a server may take to start, and to end.
	startTimeout = 30 * time.Second
	stopTimeout  = 10 * time.Second
	// How long an answer may take: of a wait, more than the longest that a server allows.
	callTimeout = time.Minute
	waitTimeout = 11 * time.Minute
	// How long a world lives on a server that goes on, when nobody asks it for anything: a killed test deletes nothing.
	sharedTTL = time.Hour
	// How much of what a server says on standard error is kept for when something fails.
	keptOutput = 64 << 10
)

// An Option says which server is used, and how it is started. Where CORACLE_KUBECONFIG or WithKubeconfig names one that runs already,
// those about the start mean nothing.
type Option func(*options)

type options struct {
	program    string
	kubeconfig string
	arguments  []string
}

// WithProgram names the program, by its path or as it is called on PATH.
func WithProgram(path string) Option { return func(o *options) { o.program = path } }

// WithKubeconfig names the kubeconfig of a server that runs already, as `coracle serve` writes it; it goes before CORACLE_KUBECONFIG.
func WithKubeconfig(file string) Option { return func(o *options) { o.kubeconfig = file } }

// WithFaults lets tests have requests go wrong (World.Fault) and set the clock.
func WithFaults() Option { return WithArguments("--faults") }

// WithDeterministic makes the same objects of the same requests: the clock stands still, and uids are numbered.
func WithDeterministic() Option { return WithArguments("--deterministic") }

// WithSeed applies the objects in a file or a folder to the first world, main, before the server is ready. A world begins with them by
// FromWorldNamed("main").
func WithSeed(path string) Option { return WithArguments("--seed", path) }

// WithArguments gives `coracle serve` further arguments.
func WithArguments(arguments ...string) Option {
	return func(o *options) { o.arguments = append(o.arguments, arguments...) }
}

// What all tests of the process use.
var common struct {
	sync.Mutex
	options []Option
	server  *Server
	err     error
}

// Main runs the tests of a package, for its TestMain. The server that the first world needs is started with these options; at the end it
// is stopped, or, where it is one that goes on, what Prepare has made there is deleted. It ends the process.
//
//	func TestMain(m *testing.M) { coracle.Main(m, coracle.WithFaults()) }
func Main(m *testing.M, opts ...Option) {
	common.Lock()
	common.options = opts
	common.Unlock()
	code := m.Run()
	common.Lock()
	server := common.server
	common.Unlock()
	if server != nil {
		if err := server.Stop(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			code = max(code, 1)
		}
	}
	os.Exit(code)
}

// Start starts a server, or connects to the one that CORACLE_KUBECONFIG or WithKubeconfig names. The first server of a process is also the
// one that NewWorld and Prepare use. It fails where there is no program, or with the server's own words where that does not start.
func Start(opts ...Option) (*Server, error) {
	server, err := start(opts)
	if err != nil {
		return nil, err
	}
	common.Lock()
	defer common.Unlock()
	if common.server == nil {
		common.server = server
	}
	return server, nil
}

// The server that all tests of the process use. Where it did not start once, nobody tries again.
func commonServer() (*Server, error) {
	common.Lock()
	defer common.Unlock()
	if common.server == nil && common.err == nil {
		common.server, common.err = start(common.options)
	}
	return common.server, common.err
}

func start(opts []Option) (*Server, error) {
	o := options{kubeconfig: os.Getenv("CORACLE_KUBECONFIG")}
	for _, opt := range opts {
		opt(&o)
	}
	if o.kubeconfig != "" {
		return connect(o.kubeconfig, &Server{ttl: sharedTTL})
	}
	return launch(&o)
}

// A Server has worlds. It may be used by several goroutines at once.
type Server struct {
	// Where it is.
	URL string

	client *http.Client
	// How long a world lives when nobody asks it for anything, unless its maker says; 0 for ever.
	ttl time.Duration
	// What it runs as; nil for one that ran already.
	process *process

	mutex    sync.Mutex
	prepared []*World
	// Stop has ended it, and with it all its worlds.
	stopped bool
}

type process struct {
	command *exec.Cmd
	// Where it keeps its own files, which it removes at its end.
	folder string
	// Closed when it has ended.
	ended  chan struct{}
	output output
}

// The end of what a server says on standard error.
type output struct {
	mutex sync.Mutex
	said  []byte
}

func (o *output) Write(text []byte) (int, error) {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	o.said = append(o.said, text...)
	if more := len(o.said) - keptOutput; more > 0 {
		o.said = append([]byte(nil), o.said[more:]...)
	}
	return len(text), nil
}

func (o *output) String() string {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	return strings.TrimSpace(string(o.said))
}

func find(program string) (string, error) {
	from := "WithProgram"
	if program == "" {
		program, from = os.Getenv("CORACLE"), "the environment variable CORACLE"
	}
	if program == "" {
		path, err := exec.LookPath("coracle")
		if err != nil {
			return "", errors.New("coracle: there is no program coracle on PATH: install it, or name it by the environment variable CORACLE=/path/to/coracle")
		}
		return path, nil
	}
	path, err := exec.LookPath(program)
	if err != nil {
		return "", fmt.Errorf("coracle: the program of %s cannot be used: %w", from, err)
	}
	return path, nil
}

func launch(o *options) (*Server, error) {
	program, err := find(o.program)
	if err != nil {
		return nil, err
	}
	// By its id, so that it is missed also where it is killed before the server has begun to look.
	with := fmt.Sprintf("--exit-with-parent=%d", os.Getpid())
	arguments := append([]string{"serve", "--ephemeral", "--listen", "127.0.0.1:0", with}, o.arguments...)
	p := &process{command: exec.Command(program, arguments...), ended: make(chan struct{})}
	for _, variable := range os.Environ() {
		// They contradict --ephemeral; all others are the user's to set, as for any coracle serve.
		if !strings.HasPrefix(variable, "CORACLE_DATA=") && !strings.HasPrefix(variable, "CORACLE_EPHEMERAL=") {
			p.command.Env = append(p.command.Env, variable)
		}
	}
	// Not ended by the Ctrl-C that ends the tests, nor by who kills their process group: it sees that they are gone, and cleans up. And not
	// on their standard error: `go test` waits until nobody holds that.
	p.command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	p.command.Stderr = &p.output
	out, err := p.command.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("coracle: %w", err)
	}
	if err := p.command.Start(); err != nil {
		return nil, fmt.Errorf("coracle: %s does not start: %w", program, err)
	}
	ready := make(chan string, 1)
	go func() {
		defer close(p.ended)
		reader := bufio.NewReader(io.LimitReader(out, 64<<10))
		line, _ := reader.ReadString('\n')
		ready <- line
		_, _ = io.Copy(io.Discard, out)
		_ = p.command.Wait()
	}()
	var line string
	select {
	case line = <-ready:
	case <-time.After(startTimeout):
		p.stop()
		return nil, fmt.Errorf("coracle: %s is not ready after %s; it said:\n%s", program, startTimeout, p.output.String())
	}
	_, file, ok := strings.Cut(strings.TrimSuffix(line, "\n"), " kubeconfig=")
	if !ok || !strings.HasPrefix(line, "ready ") {
		p.stop()
		return nil, fmt.Errorf("coracle: %s does not start; it said:\n%s", program, strings.TrimSpace(line+p.output.String()))
	}
	p.folder = filepath.Dir(file)
	server, err := connect(file, &Server{process: p})
	if err != nil {
		p.stop()
	}
	return server, err
}

// Ends it, if it has not ended yet.
func (p *process) stop() {
	_ = p.command.Process.Signal(syscall.SIGTERM)
	select {
	case <-p.ended:
	case <-time.After(stopTimeout):
		_ = p.command.Process.Kill()
		<-p.ended
	}
}

// Has a server use what a kubeconfig says.
func connect(file string, s *Server) (*Server, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("coracle: the server's kubeconfig cannot be read: %w", err)
	}
	config, err := configOf(text)
	if err != nil {
		return nil, fmt.Errorf("coracle: %s: %w", file, err)
	}
	if strings.Contains(config.Host, "/worlds/") {
		return nil, fmt.Errorf("coracle: %s is the kubeconfig of a world; worlds are made by that of the server", file)
	}
	s.URL = config.Host
	if s.client, err = rest.HTTPClientFor(config); err != nil {
		return nil, fmt.Errorf("coracle: %s: %w", file, err)
	}
	return s, nil
}

func configOf(kubeconfig []byte) (*rest.Config, error) {
	config, err := clientcmd.RESTConfigFromKubeConfig(kubeconfig)
	if err != nil {
		return nil, err
	}
	// Nobody else waits behind a test.
	config.QPS = -1
	return config, nil
}

// Stop ends a server that Start has started. Of one that ran already it deletes what was prepared there; it goes on. The second time,
// nothing is done.
func (s *Server) Stop() error {
	common.Lock()
	if common.server == s {
		common.server = nil
	}
	common.Unlock()
	s.mutex.Lock()
	prepared := s.prepared
	s.prepared = nil
	s.stopped = s.process != nil
	s.mutex.Unlock()
	if s.process != nil {
		s.process.stop()
		return nil
	}
	var all []error
	for _, w := range prepared {
		all = append(all, w.Delete())
	}
	return errors.Join(all...)
}

// Call asks for anything below /coracle/v1 of the server: the method, the path behind that, such as "snapshots", and what is sent and
// received as JSON, nil for nothing. Where the server refuses, the error is its Status: k8s.io/apimachinery/pkg/api/errors tells which.
func (s *Server) Call(method, path string, body, answer any) error {
	return s.call(method, "/coracle/v1/"+path, callTimeout, body, answer)
}

func (s *Server) call(method, path string, timeout time.Duration, body, answer any) error {
	err := s.exchange(method, path, timeout, body, answer)
	if err == nil {
		return nil
	}
	path, _, _ = strings.Cut(path, "?")
	err = fmt.Errorf("coracle: %s %s: %w", method, path, err)
	if s.process != nil {
		select {
		case <-s.process.ended:
			err = fmt.Errorf("%w; the server has ended, and said:\n%s", err, s.process.output.String())
		default:
		}
	}
	return err
}

func (s *Server) exchange(method, path string, timeout time.Duration, body, answer any) error {
	var sent io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return err
		}
		sent = bytes.NewReader(text)
	}
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, method, s.URL+path, sent)
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := s.client.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.StatusCode >= 300 {
		var status metav1.Status
		if json.Unmarshal(text, &status) == nil && status.Kind == "Status" {
			return &apierrors.StatusError{ErrStatus: status}
		}
		return fmt.Errorf("%s: %s", response.Status, bytes.TrimSpace(text))
	}
	if answer == nil {
		return nil
	}
	return json.Unmarshal(text, answer)
}

// A WorldOption says what a world begins with, and its limits.
type WorldOption func(*wanted)

type wanted struct {
	Name      string            `json:"name,omitempty"`
	From      map[string]string `json:"from,omitempty"`
	Ephemeral bool              `json:"ephemeral"`
	TTL       string            `json:"ttl,omitempty"`
	MaxBytes  int64             `json:"maxBytes,omitempty"`
}

// WithName names the world, by a DNS label; without it, a name is made up.
func WithName(name string) WorldOption { return func(w *wanted) { w.Name = name } }

// FromWorld has the world begin with what another one has.
func FromWorld(w *World) WorldOption { return FromWorldNamed(w.Name) }

// FromWorldNamed has the world begin with what the world of this name has.
func FromWorldNamed(name string) WorldOption {
	return func(w *wanted) { w.From = map[string]string{"world": name} }
}

// FromSnapshot has the world begin with what a snapshot has.
func FromSnapshot(name string) WorldOption {
	return func(w *wanted) { w.From = map[string]string{"snapshot": name} }
}

// WithTTL has the server delete the world once nobody has asked it for anything for so long. It is an hour on a server that ran already,
// and without end on one that ends with the tests.
func WithTTL(ttl time.Duration) WorldOption { return func(w *wanted) { w.TTL = ttl.String() } }

// WithMaxBytes bounds the bytes that the world's objects and its history may have.
func WithMaxBytes(bytes int64) WorldOption { return func(w *wanted) { w.MaxBytes = bytes } }

// NewWorld makes a world for a test and deletes it at the test's end, on the server that all tests of the process use; the first one starts
// it. The test fails at once where there is none to be had.
func NewWorld(t testing.TB, opts ...WorldOption) *World {
	t.Helper()
	server, err := commonServer()
	if err != nil {
		t.Fatal(err)
	}
	return server.NewWorld(t, opts...)
}

// NewWorld makes a world for a test and deletes it at the test's end. The test fails at once where it cannot be made.
func (s *Server) NewWorld(t testing.TB, opts ...WorldOption) *World {
	t.Helper()
	w, err := s.MakeWorld(opts...)
	if err != nil {
		t.Fatal(err)
	}
	w.deleteAfter(t)
	return w
}

// MakeWorld makes a world that is not a test's: who asks for it deletes it.
func (s *Server) MakeWorld(opts ...WorldOption) (*World, error) {
	wanted := wanted{Ephemeral: true}
	if s.ttl > 0 {
		wanted.TTL = s.ttl.String()
	}
	for _, opt := range opts {
		opt(&wanted)
	}
	var made struct{ Name, Server, Kubeconfig string }
	if err := s.Call(http.MethodPost, "worlds", wanted, &made); err != nil {
		return nil, err
	}
	w := &World{Name: made.Name, URL: made.Server, Kubeconfig: made.Kubeconfig, server: s}
	config, err := configOf([]byte(w.Kubeconfig))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("coracle: the kubeconfig of the world %s: %w", w.Name, err), w.Delete())
	}
	w.config = config
	return w, nil
}

// A Prepared is a world that is filled once, and of which each test gets a fork.
type Prepared struct {
	// Nil for the one that all tests of the process use.
	server *Server
	fill   func(*World) error

	mutex sync.Mutex
	world *World
}

// Prepare says how a world is filled of which each test is to have a fork. It is filled when the first test asks for one. On a server that
// ran already it is deleted by Stop or at the end of Main, and after an hour where there is neither.
//
//	var shop = coracle.Prepare(func(w *coracle.World) error { return w.Apply(objects) })
//
//	func TestIt(t *testing.T) {
//		w := shop.Fork(t)
//		…
//	}
func Prepare(fill func(*World) error) *Prepared { return &Prepared{fill: fill} }

// Prepare is the same for a server of one's own.
func (s *Server) Prepare(fill func(*World) error) *Prepared {
	return &Prepared{server: s, fill: fill}
}

// Fork makes a world for a test that begins with what was prepared, and deletes it at the test's end. The test fails at once where that
// cannot be done.
func (p *Prepared) Fork(t testing.TB, opts ...WorldOption) *World {
	t.Helper()
	server := p.server
	if server == nil {
		var err error
		if server, err = commonServer(); err != nil {
			t.Fatal(err)
		}
	}
	base, err := p.filled(server)
	if err != nil {
		t.Fatal(err)
	}
	w, err := server.MakeWorld(append([]WorldOption{FromWorld(base)}, opts...)...)
	if apierrors.IsNotFound(err) {
		// Its time to live has passed, in which no request was made in itself.
		p.forget(base)
		if base, err = p.filled(server); err == nil {
			w, err = server.MakeWorld(append([]WorldOption{FromWorld(base)}, opts...)...)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	w.deleteAfter(t)
	return w
}

func (p *Prepared) filled(server *Server) (*World, error) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if p.world != nil && p.world.server == server {
		return p.world, nil
	}
	w, err := server.MakeWorld()
	if err != nil {
		return nil, err
	}
	if err := p.fill(w); err != nil {
		return nil, errors.Join(fmt.Errorf("coracle: the world cannot be prepared: %w", err), w.Delete())
	}
	server.mutex.Lock()
	server.prepared = append(server.prepared, w)
	server.mutex.Unlock()
	p.world = w
	return w, nil
}

func (p *Prepared) forget(w *World) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if p.world == w {
		p.world = nil
	}
}

// A World is a Kubernetes API server of its own. It may be used by several goroutines at once.
type World struct {
	// What it is called, where it is, and a kubeconfig for it, in YAML.
	Name, URL, Kubeconfig string

	server *Server
	config *rest.Config

	mutex     sync.Mutex
	folder    string
	snapshots []string
	deleted   bool
}

// Config is what client-go takes, without its limit on requests.
func (w *World) Config() *rest.Config { return rest.CopyConfig(w.config) }

// KubeconfigFile writes the kubeconfig to a file, for programs such as kubectl. The file goes with the world.
func (w *World) KubeconfigFile() (string, error) {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	file := func() string { return filepath.Join(w.folder, w.Name+".kubeconfig") }
	if w.folder != "" {
		return file(), nil
	}
	// Beside the server's own files, which go with it when the tests are killed.
	within := ""
	if w.server.process != nil {
		within = w.server.process.folder
	}
	folder, err := os.MkdirTemp(within, "coracle-kubeconfig-")
	if err != nil {
		return "", fmt.Errorf("coracle: %w", err)
	}
	w.folder = folder
	if err := os.WriteFile(file(), []byte(w.Kubeconfig), 0o600); err != nil {
		return "", fmt.Errorf("coracle: %w", err)
	}
	return file(), nil
}

// Fork makes a world for a test that begins with what this one has now, and deletes it at the test's end.
func (w *World) Fork(t testing.TB, opts ...WorldOption) *World {
	t.Helper()
	return w.server.NewWorld(t, append([]WorldOption{FromWorld(w)}, opts...)...)
}

// Reset puts the world back to what it began with. Watches are told 410 and list anew, as after compaction.
func (w *World) Reset() error {
	return w.server.Call(http.MethodPost, "worlds/"+w.Name+"/reset", struct{}{}, nil)
}

// ResetTo puts the world back to what a snapshot has.
func (w *World) ResetTo(snapshot string) error {
	to := map[string]any{"to": map[string]string{"snapshot": snapshot}}
	return w.server.Call(http.MethodPost, "worlds/"+w.Name+"/reset", to, nil)
}

// Snapshot takes a snapshot and tells its name: the one that is given or, for "", one that is made up. Names are the whole server's. It is
// deleted with the world.
func (w *World) Snapshot(name string) (string, error) {
	asked := map[string]string{"world": w.Name}
	if name != "" {
		asked["name"] = name
	}
	var taken struct{ Name string }
	if err := w.server.Call(http.MethodPost, "snapshots", asked, &taken); err != nil {
		return "", err
	}
	w.mutex.Lock()
	defer w.mutex.Unlock()
	w.snapshots = append(w.snapshots, taken.Name)
	return taken.Name, nil
}

// Apply puts objects in, all of them or none, in an order that suits them: namespaces, then definitions, then all others. Each is text (a
// string or []byte of YAML or JSON, with any number of documents), an object of client-go's types or any value that is an object as JSON; a
// list is what is in it.
func (w *World) Apply(objects ...any) error {
	items := []json.RawMessage{}
	for _, object := range objects {
		texts, err := asJSON(object)
		if err != nil {
			return fmt.Errorf("coracle: what is to be applied: %w", err)
		}
		for _, text := range texts {
			var list struct {
				Kind  string
				Items *[]json.RawMessage
			}
			if err := json.Unmarshal(text, &list); err != nil {
				return fmt.Errorf("coracle: what is to be applied is no object: %w", err)
			}
			if list.Items != nil && strings.HasSuffix(list.Kind, "List") {
				items = append(items, *list.Items...)
			} else {
				items = append(items, text)
			}
		}
	}
	return w.Call(http.MethodPost, "import", map[string]any{"items": items}, nil)
}

func asJSON(object any) ([]json.RawMessage, error) {
	switch object := object.(type) {
	case string:
		return documents([]byte(object))
	case []byte:
		return documents(object)
	case runtime.Object:
		// Typed objects seldom say their kind themselves.
		if object.GetObjectKind().GroupVersionKind().Empty() {
			if kinds, _, err := scheme.Scheme.ObjectKinds(object); err == nil {
				object = object.DeepCopyObject()
				object.GetObjectKind().SetGroupVersionKind(kinds[0])
			}
		}
		text, err := json.Marshal(object)
		return []json.RawMessage{text}, err
	default:
		text, err := json.Marshal(object)
		return []json.RawMessage{text}, err
	}
}

// The documents of a text, but for empty ones.
func documents(text []byte) ([]json.RawMessage, error) {
	var found []json.RawMessage
	reader := utilyaml.NewYAMLReader(bufio.NewReader(bytes.NewReader(text)))
	for {
		document, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return found, nil
		} else if err != nil {
			return nil, err
		}
		object, err := yaml.YAMLToJSONStrict(document)
		if err != nil {
			return nil, err
		}
		if string(object) != "null" {
			found = append(found, object)
		}
	}
}

// A FaultState is a fault, and how often it was met and has hit.
type FaultState struct {
	Name           string
	Matched, Fired int
}

// Fault has requests of this world go wrong, on a server with WithFaults, and tells the fault's name. The rule is text (YAML or JSON), or any
// value that is one as JSON: `{match: {verbs: [update]}, when: {count: 1}, then: {error: {code: 409}}}`.
func (w *World) Fault(rule any) (string, error) {
	texts, err := asJSON(rule)
	if err == nil && len(texts) != 1 {
		err = fmt.Errorf("it must be one document, and has %d", len(texts))
	}
	if err != nil {
		return "", fmt.Errorf("coracle: the fault's rule: %w", err)
	}
	var added FaultState
	err = w.Call(http.MethodPost, "faults", texts[0], &added)
	return added.Name, err
}

// Faults tells what is to go wrong in this world, and how often it has.
func (w *World) Faults() ([]FaultState, error) {
	var found struct{ Items []FaultState }
	err := w.Call(http.MethodGet, "faults", nil, &found)
	return found.Items, err
}

// RemoveFault has a fault not hit any more.
func (w *World) RemoveFault(name string) error {
	return w.Call(http.MethodDelete, "faults/"+url.PathEscape(name), nil, nil)
}

// A Query is the parameters of a question, as docs/fixture.md has them.
type Query map[string]string

func (q Query) String() string {
	values := url.Values{}
	for name, value := range q {
		values.Set(name, value)
	}
	return values.Encode()
}

// A Request is what a world was asked for, and how that ended.
type Request struct {
	// Which one it is; with the last one's as Query{"since": …}, one sees what comes after it.
	Number uint64
	Time   time.Time
	User   string
	// Empty where nobody is impersonated.
	ImpersonatedUser string
	UserAgent        string
	// get, list, watch, create, update, patch, delete or deletecollection.
	Verb string
	Path string
	// Of what is no resource, they are empty.
	Group, Version, Resource, Subresource, Namespace, Name string
	Code                                                   int
	DryRun, Force                                          bool
	Manager                                                string
	// The fault that has hit it, if one has.
	Fault string
	// The world's revision when it came and when it was answered.
	RevisionBefore, RevisionAfter uint64
}

// Requests tells the last requests of this world that are as the query says, such as Query{"verb": "create", "resource": "configmaps"}; with
// nil, all.
func (w *World) Requests(query Query) ([]Request, error) {
	var found struct{ Items []Request }
	err := w.Call(http.MethodGet, "requests?"+query.String(), nil, &found)
	return found.Items, err
}

// Waited is what has come to be so.
type Waited struct {
	// The world's revision then.
	Revision uint64
	// The object, where it was waited for one that is there.
	Object *unstructured.Unstructured
	// The requests, where it was waited for some.
	Requests []Request
}

// Wait returns once something is so: Query{"for": "create", "resource": "configmaps", "namespace": "default", "name": "web"}, Query{"quiet":
// "2s"}, or Query{"requests": "3", "verb": "create"}. It fails with what there is instead where that takes longer than "timeout", which is
// 30s unless the query says another.
func (w *World) Wait(query Query) (*Waited, error) {
	var waited Waited
	path := "/worlds/" + w.Name + "/coracle/v1/wait?" + query.String()
	if err := w.server.call(http.MethodGet, path, waitTimeout, nil, &waited); err != nil {
		return nil, err
	}
	return &waited, nil
}

// Call asks for anything below /coracle/v1 of this world, as Server.Call does.
func (w *World) Call(method, path string, body, answer any) error {
	return w.server.call(method, "/worlds/"+w.Name+"/coracle/v1/"+path, callTimeout, body, answer)
}

// Delete deletes the world, its snapshots and its kubeconfig's file; what is gone already is no error. A test's world is deleted by itself.
func (w *World) Delete() error {
	w.mutex.Lock()
	defer w.mutex.Unlock()
	if w.deleted {
		return nil
	}
	w.server.mutex.Lock()
	stopped := w.server.stopped
	w.server.mutex.Unlock()
	if stopped {
		return nil
	}
	paths := []string{"worlds/" + w.Name}
	for _, name := range w.snapshots {
		paths = append(paths, "snapshots/"+name)
	}
	var all []error
	for _, path := range paths {
		if err := w.server.Call(http.MethodDelete, path, nil, nil); err != nil && !apierrors.IsNotFound(err) {
			all = append(all, err)
		}
	}
	if w.folder != "" {
		all = append(all, os.RemoveAll(w.folder))
	}
	err := errors.Join(all...)
	w.deleted = err == nil
	return err
}

func (w *World) deleteAfter(t testing.TB) {
	t.Cleanup(func() {
		if err := w.Delete(); err != nil {
			t.Error(err)
		}
	})
}
