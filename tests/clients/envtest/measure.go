package main

import (
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"

	"sigs.k8s.io/controller-runtime/pkg/envtest"
)

// Where a start's time goes, as medians: envtest's whole, and the programs' parts, each started as envtest starts it and asked every
// millisecond where envtest asks every hundred.
func measure(times int) error {
	parts := map[string][]time.Duration{}
	for range times {
		began := time.Now()
		env := environment("")
		if _, err := env.Start(); err != nil {
			return err
		}
		parts["envtest's Start, whole"] = append(parts["envtest's Start, whole"], time.Since(began))
		began = time.Now()
		if err := env.Stop(); err != nil {
			return err
		}
		parts["envtest's Stop, whole"] = append(parts["envtest's Stop, whole"], time.Since(began))
		if err := programs(parts); err != nil {
			return err
		}
	}
	names := []string{"envtest's Start, whole", "etcd --help", "etcd, until it answers", "kube-apiserver --help",
		"kube-apiserver, until it answers", "envtest's Stop, whole"}
	fmt.Printf("medians of %d, least and most, in milliseconds\n", times)
	for _, name := range names {
		all := parts[name]
		slices.Sort(all)
		ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
		fmt.Printf("%-34s %8.1f %8.1f %8.1f\n", name, ms(all[len(all)/2]), ms(all[0]), ms(all[len(all)-1]))
	}
	return nil
}

// The programs alone, with certificates that an environment has made.
func programs(parts map[string][]time.Duration) error {
	dir, err := os.MkdirTemp("", "envtest-measure-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	// An API server that is only prepared, and stopped again, leaves its certificates in a folder that was named.
	certs := filepath.Join(dir, "certs")
	if err := os.Mkdir(certs, 0o700); err != nil {
		return err
	}
	prepared := environment("")
	prepared.ControlPlane.APIServer = &envtest.APIServer{CertDir: certs}
	if _, err := prepared.Start(); err != nil {
		return err
	}
	if err := prepared.Stop(); err != nil {
		return err
	}
	assets := os.Getenv("KUBEBUILDER_ASSETS")
	for _, program := range []string{"etcd", "kube-apiserver"} {
		began := time.Now()
		if err := exec.Command(filepath.Join(assets, program), "--help").Run(); err != nil {
			return err
		}
		parts[program+" --help"] = append(parts[program+" --help"], time.Since(began))
	}
	etcdURL, peerURL, port := "http://"+free(), "http://"+free(), free()[len("127.0.0.1:"):]
	etcd := exec.Command(filepath.Join(assets, "etcd"), "--data-dir="+filepath.Join(dir, "data"), "--unsafe-no-fsync=true",
		"--listen-client-urls="+etcdURL, "--advertise-client-urls="+etcdURL, "--listen-peer-urls="+peerURL)
	server := exec.Command(filepath.Join(assets, "kube-apiserver"), "--etcd-servers="+etcdURL, "--cert-dir="+certs,
		"--client-ca-file="+filepath.Join(certs, "client-cert-auth-ca.crt"), "--secure-port="+port, "--bind-address=127.0.0.1",
		"--authorization-mode=RBAC", "--service-cluster-ip-range=10.0.0.0/24", "--disable-admission-plugins=ServiceAccount",
		"--allow-privileged=true", "--service-account-issuer=https://127.0.0.1:"+port+"/",
		"--service-account-key-file="+filepath.Join(certs, "sa-signer.crt"),
		"--service-account-signing-key-file="+filepath.Join(certs, "sa-signer.key"))
	for _, started := range []struct {
		name    string
		command *exec.Cmd
		asked   string
	}{{"etcd", etcd, etcdURL + "/health"}, {"kube-apiserver", server, "https://127.0.0.1:" + port + "/healthz"}} {
		took, err := answers(started.command, started.asked)
		if err != nil {
			return fmt.Errorf("%s: %w", started.name, err)
		}
		defer func() {
			_ = started.command.Process.Signal(os.Interrupt)
			_ = started.command.Wait()
		}()
		name := started.name + ", until it answers"
		parts[name] = append(parts[name], took)
	}
	return nil
}

// How long a program takes from its start to its first good answer.
func answers(command *exec.Cmd, url string) (time.Duration, error) {
	began := time.Now()
	if err := command.Start(); err != nil {
		return 0, err
	}
	asking := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, DisableKeepAlives: true}}
	for time.Since(began) < time.Minute {
		answer, err := asking.Get(url)
		if err == nil {
			_ = answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				return time.Since(began), nil
			}
		}
		time.Sleep(time.Millisecond)
	}
	_ = command.Process.Kill()
	return 0, fmt.Errorf("no answer at %s within a minute", url)
}

// An address that is free now, as envtest looks for one.
func free() string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}
