// Uploads mirrors files to a second region. A file is packed into a pipe while the request reads from it; when
// the request cannot be made, nobody reads, and the packer stands in its first write.
//
// rule: early-return
// expect: 10
package main

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"
)

type file struct {
	name string
	size int
}

func (f file) open() io.Reader { return strings.NewReader(strings.Repeat(f.name, f.size)) }

// mirror is the other region.
type mirror struct {
	base   string
	client *http.Client
	creds  func() (string, error)
}

// copy sends one file.
func (m *mirror) copy(ctx context.Context, f file) error {
	pr, pw := io.Pipe() // leak: fix
	go pack(pw, f)      // leak: go, fix

	token, err := m.creds()
	if err != nil {
		return fmt.Errorf("copy %s: %w", f.name, err) // leak: fix
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPut, m.base+"/"+f.name, pr)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+token)
	resp, err := m.client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode >= 300 {
		return fmt.Errorf("copy %s: %s", f.name, resp.Status)
	}
	return nil
}

// pack compresses the file into w.
func pack(w *io.PipeWriter, f file) {
	z := gzip.NewWriter(w)
	_, err := io.Copy(z, f.open()) // leak: wait
	if err == nil {
		err = z.Close() // leak: wait
	}
	w.CloseWithError(err)
}

var errExpired = errors.New("credentials have expired")

func main() {
	region := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		w.WriteHeader(http.StatusCreated)
	}))
	m := &mirror{base: region.URL, client: region.Client(), creds: func() (string, error) {
		if rand.IntN(4) == 0 {
			return "", errExpired
		}
		return "secret", nil
	}}
	ctx := context.Background()
	for n := 0; ; n++ {
		if err := m.copy(ctx, file{fmt.Sprintf("photo-%d", n), 2000}); err != nil {
			log.Print(err)
		}
		time.Sleep(25 * time.Millisecond)
	}
}
