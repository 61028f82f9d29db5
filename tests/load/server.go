package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// server is what is measured.
type server struct {
	url     *url.URL
	pids    []int
	process *exec.Cmd
	home    string
	client  http.Client
}

func take() *server {
	s := &server{client: http.Client{Timeout: time.Minute, Transport: &http.Transport{TLSClientConfig: loopbackTLS()}}}
	where := *address
	if *program != "" {
		where = s.start()
	}
	u, err := url.Parse(where)
	if err == nil && !net.ParseIP(u.Hostname()).IsLoopback() {
		err = errors.New("not on the loopback")
	}
	for _, pid := range strings.FieldsFunc(*pids, func(r rune) bool { return r == ',' }) {
		n, wrong := strconv.Atoi(pid)
		err = errors.Join(err, wrong)
		s.pids = append(s.pids, n)
	}
	if err != nil {
		s.stop()
		log.Fatalf("%s: %v", where, err)
	}
	s.url = u
	return s
}

func (s *server) start() string {
	home, err := os.MkdirTemp("", "watchers")
	if err != nil {
		log.Fatal(err)
	}
	s.home = home
	arguments := []string{"serve", "--listen", "127.0.0.1:0", "--token", *token, "--data", filepath.Join(home, "coracle.db")}
	if !*withTLS {
		arguments = append(arguments, "--http")
	}
	s.process = exec.Command(*program, arguments...)
	s.process.Stderr = os.Stderr
	out, err := s.process.StdoutPipe()
	if err == nil {
		err = s.process.Start()
	}
	if err != nil {
		s.process = nil
		s.stop()
		log.Fatal(err)
	}
	s.pids = []int{s.process.Process.Pid}
	ready, _ := bufio.NewReader(out).ReadString('\n')
	fields := strings.Fields(ready)
	if len(fields) < 2 {
		s.stop()
		log.Fatal("the server does not start")
	}
	return fields[1]
}

func (s *server) stop() {
	if s.process != nil {
		_ = s.process.Process.Signal(syscall.SIGTERM)
		_ = s.process.Wait()
	}
	if s.home != "" {
		_ = os.RemoveAll(s.home)
	}
}

// Servers on the loopback have certificates of their own making.
func loopbackTLS() *tls.Config { return &tls.Config{InsecureSkipVerify: true} }

func (s *server) ask(method, path, kind string, body []byte) ([]byte, error) {
	request, err := http.NewRequestWithContext(context.Background(), method, s.url.String()+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Authorization", "Bearer "+*token)
	request.Header.Set("Content-Type", kind)
	response, err := s.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode/100 != 2 {
		err = fmt.Errorf("%s %s: %s: %s", method, path, response.Status, answer)
	}
	return answer, err
}

// memory is what the processes hold, in MiB.
func (s *server) memory() float64 {
	total := 0.0
	for _, pid := range s.pids {
		text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
		_, rest, _ := strings.Cut(string(text), "VmRSS:")
		var kib float64
		_, _ = fmt.Sscan(rest, &kib)
		total += kib / 1024
	}
	return total
}

// processorTime is what the processes have used. The kernel counts in hundredths of a second.
func (s *server) processorTime() time.Duration {
	var total time.Duration
	for _, pid := range s.pids {
		text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		// Behind the name, which is in brackets: utime and stime are the 12th and 13th.
		_, rest, _ := strings.Cut(string(text), ") ")
		if fields := strings.Fields(rest); len(fields) > 12 {
			for _, field := range fields[11:13] {
				ticks, _ := strconv.Atoi(field)
				total += time.Duration(ticks) * 10 * time.Millisecond
			}
		}
	}
	return total
}
