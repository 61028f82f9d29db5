package main

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

// seen is one event, with the time since `began` at which it was read.
type seen struct {
	version uint64
	at      time.Duration
}

// watcher is one watch.
type watcher struct {
	conn  *stamped
	body  *bufio.Reader
	seen  []seen
	bytes int
	err   error
}

// stamped remembers when the last read returned.
type stamped struct {
	net.Conn
	at time.Duration
}

func (c *stamped) Read(into []byte) (int, error) {
	n, err := c.Conn.Read(into)
	c.at = time.Since(began)
	return n, err
}

func (s *server) open(from uint64) (*watcher, error) {
	plain, err := net.DialTimeout("tcp", s.url.Host, time.Minute)
	if err != nil {
		return nil, err
	}
	conn := plain
	if s.url.Scheme == "https" {
		conn = tls.Client(plain, loopbackTLS())
	}
	if err := conn.SetDeadline(time.Now().Add(time.Minute)); err != nil {
		return nil, err
	}
	stamp := &stamped{Conn: conn}
	_, err = fmt.Fprintf(stamp, "GET %s?watch=true&resourceVersion=%d HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nAccept: application/json\r\n\r\n",
		endpoints, from, s.url.Host, *token)
	if err != nil {
		return nil, err
	}
	response, err := http.ReadResponse(bufio.NewReaderSize(stamp, 4096), nil)
	if err != nil {
		return nil, err
	}
	if response.StatusCode != http.StatusOK {
		return nil, errors.New(response.Status)
	}
	// Long enough for the slowest pace, and no longer.
	lasts := deliverWithin + time.Minute
	if *rate > 0 {
		lasts += time.Duration(*writes / *rate) * time.Second
	}
	return &watcher{conn: stamp, body: bufio.NewReaderSize(response.Body, 16*1024), seen: make([]seen, 0, *writes)}, conn.SetDeadline(time.Now().Add(lasts))
}

// read reads events until there are as many as writes.
func (w *watcher) read() {
	for len(w.seen) < *writes {
		line, err := w.body.ReadSlice('\n')
		if err != nil {
			w.err = err
			return
		}
		w.bytes += len(line)
		w.seen = append(w.seen, seen{versionOf(line), w.conn.at})
	}
}

// versionOf reads the first resourceVersion of a text.
func versionOf(text []byte) uint64 {
	mark := []byte(`"resourceVersion":"`)
	at := bytes.Index(text, mark)
	if at < 0 {
		return 0
	}
	var n uint64
	for _, digit := range text[at+len(mark):] {
		if digit < '0' || digit > '9' {
			break
		}
		n = n*10 + uint64(digit-'0')
	}
	return n
}
