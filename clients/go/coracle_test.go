// SPDX-License-Identifier: Apache-2.0

// Does the package keep its word? CORACLE names the program, or it is on PATH.
//
// Some tests run this test program once more, for its own end to be looked at: then PART is set, and the test of that name is the part of
// the one that ends.
package coracle_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/clientcmd"

	coracle "coracle/clients/go"
)

// Long for any machine.
const patience = time.Minute

func TestMain(m *testing.M) { coracle.Main(m, coracle.WithFaults()) }

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func equal[T any](t *testing.T, got, want T) {
	t.Helper()
	if got, want := fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", want); got != want {
		t.Fatalf("got  %s\nwant %s", got, want)
	}
}

func refused(t *testing.T, err error, words ...string) {
	t.Helper()
	for _, word := range words {
		if err == nil || !strings.Contains(err.Error(), word) {
			t.Fatalf("got %v, want an error with %q", err, word)
		}
	}
}

func clientOf(t *testing.T, w *coracle.World) kubernetes.Interface {
	t.Helper()
	client, err := kubernetes.NewForConfig(w.Config())
	check(t, err)
	return client
}

func configMap(name, value string) *corev1.ConfigMap {
	return &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: name}, Data: map[string]string{"value": value}}
}

// The config maps of the namespace default, as NAME=VALUE.
func found(t *testing.T, w *coracle.World) []string {
	t.Helper()
	list, err := clientOf(t, w).CoreV1().ConfigMaps("default").List(t.Context(), metav1.ListOptions{})
	check(t, err)
	names := []string{}
	for _, item := range list.Items {
		names = append(names, item.Name+"="+item.Data["value"])
	}
	return names
}

func started(t *testing.T, opts ...coracle.Option) *coracle.Server {
	t.Helper()
	server, err := coracle.Start(opts...)
	check(t, err)
	t.Cleanup(func() {
		if err := server.Stop(); err != nil {
			t.Error(err)
		}
	})
	return server
}

// The names of what a server has: of its worlds or its snapshots.
func names(t *testing.T, server *coracle.Server, what string) []string {
	t.Helper()
	var list struct{ Items []struct{ Name string } }
	check(t, server.Call(http.MethodGet, what, nil, &list))
	names := []string{}
	for _, item := range list.Items {
		names = append(names, item.Name)
	}
	return names
}

// The kubeconfig of a server, in a file.
func kubeconfigOf(t *testing.T, server *coracle.Server) string {
	t.Helper()
	var main struct{ Kubeconfig string }
	check(t, server.Call(http.MethodGet, "worlds/main", nil, &main))
	file := filepath.Join(t.TempDir(), "kubeconfig")
	check(t, os.WriteFile(file, []byte(main.Kubeconfig), 0o600))
	return file
}

// This program again: the test of that name alone, as the part of the one that ends.
func part(t *testing.T, name string, variables ...string) *exec.Cmd {
	t.Helper()
	command := exec.Command(os.Args[0], "-test.run=^"+strings.ReplaceAll(name, "/", "$/^")+"$", "-test.v")
	command.Env = append(append(os.Environ(), "PART=yes"), variables...)
	return command
}

func isPart() bool { return os.Getenv("PART") != "" }

func TestWorldsInParallelSeeOnlyTheirOwn(t *testing.T) {
	server := started(t)
	t.Run("worlds", func(t *testing.T) {
		for i := range 20 {
			t.Run(fmt.Sprint(i), func(t *testing.T) {
				t.Parallel()
				w := server.NewWorld(t)
				client := clientOf(t, w).CoreV1().ConfigMaps("default")
				for name := range 3 {
					_, err := client.Create(t.Context(), configMap(fmt.Sprint("same-", name), fmt.Sprint(i)), metav1.CreateOptions{})
					check(t, err)
				}
				equal(t, found(t, w), []string{fmt.Sprint("same-0=", i), fmt.Sprint("same-1=", i), fmt.Sprint("same-2=", i)})
				if !slices.Contains(names(t, server, "worlds"), w.Name) {
					t.Fatal("it is not there while it is used")
				}
			})
		}
	})
	equal(t, names(t, server, "worlds"), []string{"main"})
}

func TestAPreparedWorldIsForkedForEach(t *testing.T) {
	server := started(t)
	filled := 0
	prepared := server.Prepare(func(w *coracle.World) error {
		filled++
		return w.Apply(configMap("prepared", "once"))
	})
	t.Run("forks", func(t *testing.T) {
		for i := range 5 {
			t.Run(fmt.Sprint(i), func(t *testing.T) {
				t.Parallel()
				w := prepared.Fork(t)
				check(t, w.Apply(configMap("own", fmt.Sprint(i))))
				equal(t, found(t, w), []string{fmt.Sprint("own=", i), "prepared=once"})
				further := w.Fork(t)
				check(t, further.Apply(configMap("own", "fork")))
				equal(t, found(t, further), []string{"own=fork", "prepared=once"})
				equal(t, found(t, w), []string{fmt.Sprint("own=", i), "prepared=once"})
			})
		}
	})
	equal(t, filled, 1)
	// What was prepared stays for further tests, until its time has come; then it is made again.
	there := names(t, server, "worlds")
	equal(t, len(there), 2)
	check(t, server.Call(http.MethodDelete, "worlds/"+there[1], nil, nil))
	equal(t, found(t, prepared.Fork(t)), []string{"prepared=once"})
	equal(t, filled, 2)

	broken := server.Prepare(func(w *coracle.World) error { return w.Apply("{kind: ConfMap, apiVersion: v1, metadata: {name: x}}") })
	failing := &recorder{TB: t}
	failing.run(func() { broken.Fork(failing) })
	if !strings.Contains(failing.said, "there is no kind ConfMap in version v1") {
		t.Fatal(failing.said)
	}
	equal(t, len(names(t, server, "worlds")), 3)
}

// A test that may fail.
type recorder struct {
	testing.TB
	said string
}

func (r *recorder) Fatal(words ...any) { r.said = fmt.Sprint(words...); panic(r) }

func (r *recorder) run(test func()) {
	defer func() {
		if why := recover(); why != nil && why != r {
			panic(why)
		}
	}()
	test()
}

func TestAWorldGoesWithItsTestWhateverItsEnd(t *testing.T) {
	ends := map[string]func(t *testing.T){
		"passes": func(*testing.T) {},
		"fails":  func(t *testing.T) { t.Fatal("as it must") },
		"panics": func(*testing.T) { panic("as it must") },
		"skips":  func(t *testing.T) { t.Skip("as it must") },
	}
	if isPart() {
		for name, end := range ends {
			t.Run(name, func(t *testing.T) {
				fmt.Println("made", coracle.NewWorld(t).Name)
				end(t)
			})
		}
		return
	}
	server := started(t)
	kubeconfig := kubeconfigOf(t, server)
	for name := range ends {
		output, err := part(t, t.Name()+"/"+name, "CORACLE_KUBECONFIG="+kubeconfig, "CORACLE=/nowhere").CombinedOutput()
		if failed := name == "fails" || name == "panics"; (err != nil) != failed {
			t.Fatalf("%s: %v\n%s", name, err, output)
		}
		if !regexp.MustCompile(`made w-\w+\n`).Match(output) {
			t.Fatalf("%s: no world was made: %s", name, output)
		}
		equal(t, names(t, server, "worlds"), []string{"main"})
	}
}

func TestNothingIsLeftWhenTheTestsAreKilled(t *testing.T) {
	if isPart() {
		for range 3 {
			w := coracle.NewWorld(t)
			_, err := w.KubeconfigFile()
			check(t, err)
			check(t, w.Apply(configMap("some", "thing")))
		}
		fmt.Println("made")
		time.Sleep(10 * patience)
		return
	}
	for name, kill := range map[string]func(pid int) error{
		"the program": func(pid int) error { return syscall.Kill(pid, syscall.SIGKILL) },
		// As a terminal does, or who ends all that a job has started.
		"its process group": func(pid int) error { return syscall.Kill(-pid, syscall.SIGKILL) },
	} {
		t.Run(name, func(t *testing.T) {
			temporary := t.TempDir()
			mark := "TMPDIR=" + temporary
			command := part(t, "TestNothingIsLeftWhenTheTestsAreKilled", mark)
			command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
			out, err := command.StdoutPipe()
			check(t, err)
			check(t, command.Start())
			reader := bufio.NewReader(out)
			for line := ""; line != "made\n"; {
				line, err = reader.ReadString('\n')
				check(t, err)
			}
			equal(t, len(running(mark)), 2)
			equal(t, len(within(t, temporary)), 1)
			check(t, kill(command.Process.Pid))
			_ = command.Wait()
			until := time.Now().Add(patience)
			for len(running(mark)) > 0 || len(within(t, temporary)) > 0 {
				if time.Now().After(until) {
					t.Fatalf("left: processes %v, files %v", running(mark), within(t, temporary))
				}
				time.Sleep(20 * time.Millisecond)
			}
		})
	}
}

// The processes that have this in their environment.
func running(variable string) []string {
	all, _ := filepath.Glob("/proc/[0-9]*/environ")
	return slices.DeleteFunc(all, func(file string) bool {
		text, err := os.ReadFile(file)
		return err != nil || !bytes.Contains(text, []byte(variable+"\x00"))
	})
}

func within(t *testing.T, folder string) []string {
	t.Helper()
	there, err := os.ReadDir(folder)
	check(t, err)
	names := []string{}
	for _, entry := range there {
		names = append(names, entry.Name())
	}
	return names
}

var kept = coracle.Prepare(func(w *coracle.World) error { return w.Apply(configMap("prepared", "once")) })

func TestARunningServerKeepsNothing(t *testing.T) {
	if isPart() {
		for i := range 2 {
			t.Run(fmt.Sprint(i), func(t *testing.T) {
				t.Parallel()
				w := kept.Fork(t)
				equal(t, found(t, w), []string{"prepared=once"})
				_, err := w.Snapshot("")
				check(t, err)
				_, err = w.KubeconfigFile()
				check(t, err)
			})
		}
		return
	}
	server := started(t)
	temporary := t.TempDir()
	command := part(t, t.Name(), "CORACLE_KUBECONFIG="+kubeconfigOf(t, server), "CORACLE=/nowhere", "TMPDIR="+temporary)
	output, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	equal(t, names(t, server, "worlds"), []string{"main"})
	equal(t, names(t, server, "snapshots"), []string{})
	equal(t, within(t, temporary), []string{})
}

func TestAWorldOfARunningServerHasATimeToLive(t *testing.T) {
	server := started(t)
	other := started(t, coracle.WithKubeconfig(kubeconfigOf(t, server)))
	equal(t, other.URL, server.URL)
	for _, c := range []struct {
		server *coracle.Server
		opts   []coracle.WorldOption
		ttl    string
	}{
		{server, nil, ""},
		{other, nil, "1h0m0s"},
		{other, []coracle.WorldOption{coracle.WithTTL(90 * time.Second)}, "1m30s"},
	} {
		var world struct{ TTL string }
		check(t, server.Call(http.MethodGet, "worlds/"+c.server.NewWorld(t, c.opts...).Name, nil, &world))
		equal(t, world.TTL, c.ttl)
	}
	file, err := server.NewWorld(t).KubeconfigFile()
	check(t, err)
	_, err = coracle.Start(coracle.WithKubeconfig(file))
	refused(t, err, "is the kubeconfig of a world")
	_, err = coracle.Start(coracle.WithKubeconfig("/nowhere"))
	refused(t, err, "/nowhere", "no such file")
	check(t, os.WriteFile(file, []byte("what: else"), 0o600))
	_, err = coracle.Start(coracle.WithKubeconfig(file))
	refused(t, err, file)
}

func TestWhyAServerDoesNotStart(t *testing.T) {
	_, err := coracle.Start(coracle.WithArguments("--no-such-option"))
	refused(t, err, "does not start", "unexpected argument '--no-such-option'")
	_, err = coracle.Start(coracle.WithSeed("/nowhere"))
	refused(t, err, "--seed /nowhere")
	_, err = coracle.Start(coracle.WithProgram("true"))
	refused(t, err, "true does not start")
	t.Setenv("CORACLE", "/nowhere/coracle")
	_, err = coracle.Start()
	refused(t, err, "the environment variable CORACLE", "/nowhere/coracle: no such file")
	t.Setenv("CORACLE", "")
	t.Setenv("PATH", t.TempDir())
	_, err = coracle.Start()
	refused(t, err, "no program coracle on PATH", "CORACLE=/path/to/coracle")
}

func TestOptionsOfTheServer(t *testing.T) {
	seed := filepath.Join(t.TempDir(), "seed.yaml")
	check(t, os.WriteFile(seed, []byte("{apiVersion: v1, kind: ConfigMap, metadata: {name: seeded}}"), 0o600))
	// It is in memory whatever the environment says.
	t.Setenv("CORACLE_DATA", filepath.Join(t.TempDir(), "coracle.db"))
	t.Setenv("CORACLE_EPHEMERAL", "false")
	server := started(t, coracle.WithSeed(seed), coracle.WithDeterministic())
	equal(t, found(t, server.NewWorld(t)), []string{})
	w := server.NewWorld(t, coracle.FromWorldNamed("main"), coracle.WithName("named"), coracle.WithMaxBytes(8<<20))
	equal(t, w.Name, "named")
	equal(t, found(t, w), []string{"seeded="})
	made, err := clientOf(t, w).CoreV1().ConfigMaps("default").Get(t.Context(), "seeded", metav1.GetOptions{})
	check(t, err)
	equal(t, made.CreationTimestamp.UTC().String(), "2000-01-01 00:00:00 +0000 UTC")
	_, err = server.MakeWorld(coracle.WithName("named"))
	if !apierrors.IsAlreadyExists(err) {
		t.Fatal(err)
	}
	_, err = w.Fault("{then: {error: {code: 409}}}")
	refused(t, err, "--faults")
	check(t, server.Stop())
	_, err = server.MakeWorld()
	refused(t, err, "the server has ended", "stopping")
}

func TestApply(t *testing.T) {
	w := coracle.NewWorld(t)
	check(t, w.Apply(
		"# nothing\n---\n{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}\n---\n",
		[]byte(`{"apiVersion": "v1", "kind": "List", "items": [{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "b"}}]}`),
		configMap("c", "typed"),
		&unstructured.Unstructured{Object: map[string]any{"apiVersion": "v1", "kind": "ConfigMap", "metadata": map[string]any{"name": "d"}}},
		map[string]any{"apiVersion": "v1", "kind": "ConfigMap", "metadata": map[string]any{"name": "e"}},
	))
	equal(t, found(t, w), []string{"a=", "b=", "c=typed", "d=", "e="})
	check(t, w.Apply())
	err := w.Apply(configMap("f", ""), "{apiVersion: v1, kind: ConfMap, metadata: {name: g}}")
	if !apierrors.IsBadRequest(err) {
		t.Fatal(err)
	}
	refused(t, err, "there is no kind ConfMap in version v1")
	refused(t, w.Apply("{a: 1, a: 2}"), "already set")
	refused(t, w.Apply("just text"), "no object")
	equal(t, len(found(t, w)), 5)
}

func TestResetAndSnapshots(t *testing.T) {
	server := started(t)
	w := server.NewWorld(t)
	check(t, w.Apply(configMap("a", "1")))
	snapshot, err := w.Snapshot("first")
	check(t, err)
	equal(t, snapshot, "first")
	_, err = w.Snapshot("first")
	if !apierrors.IsAlreadyExists(err) {
		t.Fatal(err)
	}
	check(t, w.Apply(configMap("b", "2")))
	equal(t, found(t, server.NewWorld(t, coracle.FromSnapshot(snapshot))), []string{"a=1"})
	check(t, w.ResetTo(snapshot))
	equal(t, found(t, w), []string{"a=1"})
	check(t, w.Reset())
	equal(t, found(t, w), []string{})

	file, err := w.KubeconfigFile()
	check(t, err)
	again, err := w.KubeconfigFile()
	check(t, err)
	equal(t, again, file)
	config, err := clientcmd.BuildConfigFromFlags("", file)
	check(t, err)
	equal(t, config.Host, w.URL)
	check(t, w.Delete())
	check(t, w.Delete())
	equal(t, names(t, server, "snapshots"), []string{})
	if _, err := os.Stat(filepath.Dir(file)); !os.IsNotExist(err) {
		t.Fatal("the kubeconfig is still there", err)
	}
	refused(t, w.Reset(), "not found")
}

func TestFaultsRequestsAndWaits(t *testing.T) {
	w := coracle.NewWorld(t)
	check(t, w.Apply(configMap("a", "1")))
	client := clientOf(t, w).CoreV1().ConfigMaps("default")
	update := func() error {
		_, err := client.Update(t.Context(), configMap("a", "2"), metav1.UpdateOptions{})
		return err
	}
	name, err := w.Fault(`{match: {verbs: [update]}, when: {count: 1}, then: {error: {code: 409}}}`)
	check(t, err)
	_, err = w.Fault(map[string]any{"name": "other", "then": map[string]any{"error": map[string]any{"code": 503}}, "match": map[string]any{"verbs": []string{"delete"}}})
	check(t, err)
	if err := update(); !apierrors.IsConflict(err) {
		t.Fatal(err)
	}
	check(t, update())
	faults, err := w.Faults()
	check(t, err)
	equal(t, faults, []coracle.FaultState{{Name: name, Matched: 2, Fired: 1}, {Name: "other"}})
	check(t, w.RemoveFault("other"))
	check(t, client.Delete(t.Context(), "a", metav1.DeleteOptions{}))
	_, err = w.Fault("{thn: {}}")
	refused(t, err, "unknown field `thn`")
	_, err = w.Fault("")
	refused(t, err, "one document")

	requests, err := w.Requests(coracle.Query{"verb": "update"})
	check(t, err)
	equal(t, len(requests), 2)
	equal(t, []any{requests[0].Code, requests[0].Fault, requests[0].Name, requests[1].Code}, []any{409, name, "a", 200})
	all, err := w.Requests(nil)
	check(t, err)
	equal(t, len(all), 3)
	_, err = w.Requests(coracle.Query{"vreb": "update"})
	refused(t, err, "vreb")

	go func() {
		time.Sleep(50 * time.Millisecond)
		_, _ = client.Create(context.Background(), configMap("late", "3"), metav1.CreateOptions{})
	}()
	waited, err := w.Wait(coracle.Query{"for": "create", "resource": "configmaps", "namespace": "default", "name": "late"})
	check(t, err)
	equal(t, waited.Object.GetName(), "late")
	waited, err = w.Wait(coracle.Query{"requests": "2", "verb": "update"})
	check(t, err)
	equal(t, len(waited.Requests), 2)
	_, err = w.Wait(coracle.Query{"for": "delete", "resource": "configmaps", "namespace": "default", "name": "late", "timeout": "50ms"})
	if !apierrors.IsTimeout(err) {
		t.Fatal(err)
	}
	var log struct{ Items []struct{ Verb string } }
	check(t, w.Call(http.MethodGet, "log?resource=configmaps&namespace=default&name=late", nil, &log))
	equal(t, log.Items, []struct{ Verb string }{{"created"}})
}

func TestInformer(t *testing.T) {
	w := coracle.NewWorld(t)
	client := clientOf(t, w)
	factory := informers.NewSharedInformerFactoryWithOptions(client, 0, informers.WithNamespace("default"))
	informer := factory.Core().V1().ConfigMaps().Informer()
	seen := make(chan string, 10)
	_, err := informer.AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc:    func(object any) { seen <- "added " + object.(*corev1.ConfigMap).Data["value"] },
		UpdateFunc: func(_, object any) { seen <- "updated " + object.(*corev1.ConfigMap).Data["value"] },
		DeleteFunc: func(object any) { seen <- "deleted" },
	})
	check(t, err)
	stop := make(chan struct{})
	factory.Start(stop)
	defer factory.Shutdown()
	defer close(stop)
	if !cache.WaitForCacheSync(stop, informer.HasSynced) {
		t.Fatal("it does not begin")
	}
	check(t, w.Apply(configMap("a", "1")))
	check(t, w.Apply(configMap("a", "2")))
	check(t, client.CoreV1().ConfigMaps("default").Delete(t.Context(), "a", metav1.DeleteOptions{}))
	for _, want := range []string{"added 1", "updated 2", "deleted"} {
		select {
		case got := <-seen:
			equal(t, got, want)
		case <-time.After(patience):
			t.Fatal("it does not see", want)
		}
	}
}

// The example that people read is the one that is run.
func TestTheReadmeHasTheExample(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	check(t, err)
	example, err := os.ReadFile("example_test.go")
	check(t, err)
	if !bytes.Contains(readme, append(append([]byte("```go\n"), example...), "```\n"...)) {
		t.Fatal("the README does not have what is in example_test.go")
	}
}
