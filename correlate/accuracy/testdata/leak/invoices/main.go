// Invoices numbers invoices under a lock. One customer's address makes the template panic; net/http catches
// the panic and goes on, and the lock stays locked.
//
// rule: held-lock
// expect: 8
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"text/template"
	"time"
)

type customer struct {
	Name    string
	Address []string
}

type invoice struct {
	Number   int
	Customer customer
	Town     string
}

var letter = template.Must(template.New("letter").Parse("No. {{.Number}}\n{{.Customer.Name}}\n{{.Town}}\n"))

// book numbers invoices without gaps.
type book struct {
	mu   sync.Mutex
	last int
	sent map[int]string
}

func (b *book) write(c customer) (int, error) {
	b.mu.Lock() // leak: wait, fix
	number := b.last + 1
	inv := invoice{number, c, town(c)} // leak: fix
	var text bytes.Buffer
	if err := letter.Execute(&text, inv); err != nil {
		b.mu.Unlock()
		return 0, err
	}
	b.last = number
	b.sent[number] = text.String()
	b.mu.Unlock() // leak: fix
	return number, nil
}

// town is the last line of the address.
func town(c customer) string {
	return strings.TrimSpace(c.Address[len(c.Address)-1])
}

func (b *book) ServeHTTP(w http.ResponseWriter, r *http.Request) { // leak: context?
	var c customer
	if err := json.NewDecoder(r.Body).Decode(&c); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	number, err := b.write(c)
	if err != nil {
		http.Error(w, err.Error(), http.StatusUnprocessableEntity)
		return
	}
	fmt.Fprintln(w, number)
}

func main() {
	srv := httptest.NewServer(&book{sent: map[int]string{}}) // leak: go
	client := &http.Client{Timeout: 400 * time.Millisecond}
	for n := 0; ; n++ {
		c := customer{fmt.Sprint("customer ", n), []string{"1 Main St", "Springfield"}}
		if n == 20 {
			c.Address = nil
		}
		go order(client, srv.URL, c)
		time.Sleep(40 * time.Millisecond)
	}
}

func order(client *http.Client, url string, c customer) {
	body, err := json.Marshal(c)
	if err != nil {
		log.Fatal(err)
	}
	resp, err := client.Post(url, "application/json", bytes.NewReader(body))
	if err != nil {
		log.Print(err)
		return
	}
	resp.Body.Close()
}
