package parse

import (
	"context"
	"io"
)

// patient reads from something that may keep its reader waiting for ever: a pipe, a terminal, a FIFO that
// nobody writes to. It opens and reads on a goroutine of its own, so that the end of ctx ends a Read that
// waits; that goroutine then stays behind in its system call until the process ends.
type patient struct {
	ctx    context.Context
	chunks chan chunk
	done   chan struct{} // closed by Close
	rest   []byte
	err    error
}

type chunk struct {
	data []byte
	err  error
}

// newPatient starts to open and read. The caller must Close it.
func newPatient(ctx context.Context, open func() (io.ReadCloser, error)) *patient {
	p := &patient{ctx: ctx, chunks: make(chan chunk), done: make(chan struct{})}
	go p.pump(open)
	return p
}

func (p *patient) pump(open func() (io.ReadCloser, error)) {
	r, err := open()
	if err != nil {
		p.send(chunk{err: err})
		return
	}
	defer r.Close()
	for {
		buf := make([]byte, 64<<10)
		n, err := r.Read(buf)
		if !p.send(chunk{buf[:n], err}) || err != nil {
			return
		}
	}
}

// send hands a chunk over; false when nobody wants it any more.
func (p *patient) send(c chunk) bool {
	select {
	case p.chunks <- c:
		return true
	case <-p.done:
		return false
	}
}

func (p *patient) Read(b []byte) (int, error) {
	for len(p.rest) == 0 {
		if p.err != nil {
			return 0, p.err
		}
		select {
		case c := <-p.chunks:
			p.rest, p.err = c.data, c.err
		case <-p.ctx.Done():
			return 0, p.ctx.Err()
		}
	}
	n := copy(b, p.rest)
	p.rest = p.rest[n:]
	return n, nil
}

func (p *patient) Close() error {
	close(p.done)
	return nil
}
