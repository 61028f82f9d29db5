// Two hundred tests of a small story, each with a server of its own in one of four ways, for whoever wants to know what that costs
// (docs/performance.md). They are tests, too: a write of one that showed in another would fail both.
//
//	go test -c -o suite.test ./suite
//	SUITE=world CORACLE=target/release/coracle ./suite.test -test.parallel 16
//
// SUITE says what each test has:
//
//	world        a world of its own in one Coracle, kept in its file
//	ephemeral    the same, in memory alone
//	process      a Coracle of its own
//	environment  a namespace of its own in one environment of envtest (KUBEBUILDER_ASSETS), as is usual there
package suite

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	corev1apply "k8s.io/client-go/applyconfigurations/core/v1"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/clientcmd"
	"sigs.k8s.io/controller-runtime/pkg/envtest"
)

const (
	tests = 200
	// No test shall wait for ever.
	patience = time.Minute
)

// What all tests have in common, by what SUITE says.
var (
	way         = os.Getenv("SUITE")
	shared      *server
	environment *rest.Config
)

// server is a Coracle that runs.
type server struct {
	command *exec.Cmd
	config  *rest.Config
	folder  string
}

func start(folder string) (*server, error) {
	data := filepath.Join(folder, "coracle.db")
	command := exec.Command(os.Getenv("CORACLE"), "serve", "--data", data, "--listen", "127.0.0.1:0", "--max-worlds", "1000")
	out, err := command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := command.Start(); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return nil, fmt.Errorf("%s is not ready: %w", command.Path, err)
	}
	_, kubeconfig, _ := strings.Cut(strings.TrimSpace(line), "kubeconfig=")
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	return &server{command, config, folder}, err
}

func (s *server) stop() {
	_ = s.command.Process.Signal(os.Interrupt)
	_ = s.command.Wait()
}

// world makes a world, and says how it is reached.
func (s *server) world(ephemeral bool) (*rest.Config, error) {
	client, err := rest.HTTPClientFor(s.config)
	if err != nil {
		return nil, err
	}
	body, _ := json.Marshal(map[string]any{"ephemeral": ephemeral})
	answer, err := client.Post(s.config.Host+"/coracle/v1/worlds", "application/json", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusCreated {
		return nil, fmt.Errorf("no world: %s", answer.Status)
	}
	var made struct{ Server, Kubeconfig string }
	if err := json.NewDecoder(answer.Body).Decode(&made); err != nil {
		return nil, err
	}
	config := rest.CopyConfig(s.config)
	config.Host = made.Server
	return config, nil
}

func TestMain(m *testing.M) {
	os.Exit(run(m))
}

func run(m *testing.M) int {
	folder, err := os.MkdirTemp("", "suite")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(folder)
	switch way {
	case "world", "ephemeral":
		if shared, err = start(folder); err != nil {
			panic(err)
		}
		defer shared.stop()
	case "process":
	case "environment":
		env := &envtest.Environment{}
		if environment, err = env.Start(); err != nil {
			panic(err)
		}
		defer func() { _ = env.Stop() }()
	default:
		fmt.Fprintln(os.Stderr, "SUITE is world, ephemeral, process or environment; without it nothing is tested")
		return 0
	}
	return m.Run()
}

// own is the server of a test.
func own(t *testing.T) *rest.Config {
	t.Helper()
	var config *rest.Config
	var err error
	switch way {
	case "environment":
		config = environment
	case "process":
		s, started := start(t.TempDir())
		if started == nil {
			t.Cleanup(s.stop)
			config = s.config
		}
		err = started
	default:
		config, err = shared.world(way == "ephemeral")
	}
	if err != nil {
		t.Fatal(err)
	}
	config = rest.CopyConfig(config)
	config.QPS = -1
	return config
}

func TestSuite(t *testing.T) {
	for n := range tests {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			t.Parallel()
			story(t, kubernetes.NewForConfigOrDie(own(t)), n)
		})
	}
}

// story is what a test of a controller does: it prepares, watches, writes, applies, and waits for what becomes of that.
func story(t *testing.T, client kubernetes.Interface, n int) {
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	namespace := "story"
	if way == "environment" {
		namespace = fmt.Sprintf("story-%d", n)
	}
	_, err := client.CoreV1().Namespaces().Create(ctx, &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: namespace}}, metav1.CreateOptions{})
	must(err)
	maps := client.CoreV1().ConfigMaps(namespace)
	factory := informers.NewSharedInformerFactoryWithOptions(client, 0, informers.WithNamespace(namespace))
	informer := factory.Core().V1().ConfigMaps().Informer()
	seen := make(chan *corev1.ConfigMap, 100)
	tell := func(object any) {
		if one, ok := object.(*corev1.ConfigMap); ok {
			seen <- one
		}
	}
	_, err = informer.AddEventHandler(cache.ResourceEventHandlerFuncs{AddFunc: tell, UpdateFunc: func(_, now any) { tell(now) }})
	must(err)
	factory.Start(ctx.Done())
	factory.WaitForCacheSync(ctx.Done())
	until := func(name, value string) {
		t.Helper()
		for {
			select {
			case one := <-seen:
				if one.Name == name && one.Data["value"] == value {
					return
				}
			case <-ctx.Done():
				t.Fatalf("%s was not seen to be %s", name, value)
			}
		}
	}
	for i := range 5 {
		name := fmt.Sprintf("c%d", i)
		_, err := maps.Create(ctx, &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: name}, Data: map[string]string{"value": "0"}}, metav1.CreateOptions{})
		must(err)
		until(name, "0")
	}
	apply := func(manager, value string, force bool) error {
		wanted := corev1apply.ConfigMap("c0", namespace).WithData(map[string]string{"value": value})
		_, err := maps.Apply(ctx, wanted, metav1.ApplyOptions{FieldManager: manager, Force: force})
		return err
	}
	value := fmt.Sprint(n + 1)
	if err := apply("one", value, false); !errors.IsConflict(err) {
		t.Fatalf("a conflict was expected: %v", err)
	}
	must(apply("one", value, true))
	until("c0", value)
	for i := range 5 {
		must(maps.Delete(ctx, fmt.Sprintf("c%d", i), metav1.DeleteOptions{}))
	}
	left, err := maps.List(ctx, metav1.ListOptions{})
	must(err)
	for _, one := range left.Items {
		// envtest's server has no controllers, and one map that they would make is not there.
		if one.Name != "kube-root-ca.crt" {
			t.Fatalf("%s is left: whose is it?", one.Name)
		}
	}
}
