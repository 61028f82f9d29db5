// Command informer shows what client-go makes of a server's lists and watches.
//
//	informer write --kubeconfig FILE --namespace NAME [--seconds N] [--rate N]
//	informer watch --kubeconfig FILE --namespace NAME [--seconds N]   either with --faults
//
// `write` changes Endpoints in namespaces whose names begin with NAME, at random and in bursts, and makes an object named
// `end` in NAME as its last act. `watch` runs informers of all kinds meanwhile. It holds every event against the laws of
// watches as it comes, ends when `end` is there, at SIGTERM, or some time after so many seconds, compares what each informer
// holds with what the server lists, and prints a line for each. Both bear a server that is restarted under them, and with --faults
// one that refuses what it could answer, as it was asked to; watches then last five seconds at most, for one may stall. They end with 0
// if everything was as it must be, and with 1 and the differences otherwise.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"net"
	"os"
	"os/signal"
	"syscall"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
)

// The name of the object that the writer makes last.
const endName = "end"

type options struct {
	kubeconfig string
	namespace  string
	seconds    int
	rate       int
	faults     bool
}

func main() {
	log.SetFlags(log.Ltime | log.Lmicroseconds)
	if len(os.Args) < 2 {
		usage()
	}
	var o options
	flags := flag.NewFlagSet(os.Args[1], flag.ExitOnError)
	flags.StringVar(&o.kubeconfig, "kubeconfig", "", "of the server")
	flags.StringVar(&o.namespace, "namespace", "", "a namespace of its own")
	flags.IntVar(&o.seconds, "seconds", 180, "how long to write")
	flags.IntVar(&o.rate, "rate", 300, "writes a second, in bursts")
	flags.BoolVar(&o.faults, "faults", false, "the server was asked to refuse some of what it is asked")
	_ = flags.Parse(os.Args[2:])
	if o.kubeconfig == "" || o.namespace == "" || o.seconds < 1 || o.rate < 1 {
		usage()
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	var err error
	switch os.Args[1] {
	case "write":
		err = write(ctx, o)
	case "watch":
		err = watchAll(ctx, o)
	default:
		usage()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "informer:", err)
		os.Exit(1)
	}
}

func usage() {
	fmt.Fprintln(os.Stderr, "usage: informer write|watch --kubeconfig FILE --namespace NAME [--seconds N] [--rate N] [--faults]")
	os.Exit(2)
}

// orderedCodes are what a server can be asked to refuse requests with.
var orderedCodes = map[int32]bool{409: true, 410: true, 429: true, 500: true, 503: true, 504: true}

// ordered tells a refusal that a server may have been asked for.
func (o options) ordered(err error) bool {
	status, ok := err.(apierrors.APIStatus)
	return o.faults && ok && orderedCodes[status.Status().Code]
}

// How a client goes on when nobody listens.
type dialing int

const (
	// As the library does: the reflector backs off, longer each time, up to a minute.
	asUsual dialing = iota
	// The dialer waits until somebody listens again, so that watches go on as soon as they can.
	patient
)

// configuration reads the kubeconfig, for requests without a rate of their own.
func configuration(o options, how dialing) (*rest.Config, error) {
	config, err := clientcmd.BuildConfigFromFlags("", o.kubeconfig)
	if err != nil {
		return nil, err
	}
	config.QPS = -1
	config.WarningHandler = rest.NoWarnings{}
	if how == patient {
		config.Dial = dialPatiently
	}
	return config, nil
}

func dialPatiently(ctx context.Context, network, address string) (net.Conn, error) {
	var dialer net.Dialer
	for {
		conn, err := dialer.DialContext(ctx, network, address)
		if err == nil || !errors.Is(err, syscall.ECONNREFUSED) {
			return conn, err
		}
		select {
		case <-ctx.Done():
			return nil, err
		case <-time.After(20 * time.Millisecond):
		}
	}
}
