// Cleanup removes uploads that nobody confirmed, a day after they began. Each upload has a goroutine that
// sleeps for that day, confirmed or not.
//
// rule: outlived-parent | spawn-growth | far-deadline
// expect: 20
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"sync"
	"time"
)

type upload struct {
	ID        string    `json:"id"`
	Begun     time.Time `json:"begun"`
	Confirmed bool      `json:"confirmed"`
}

type uploads struct {
	mu   sync.Mutex
	byID map[string]*upload
	next int
	keep time.Duration
}

func (u *uploads) begin(w http.ResponseWriter, r *http.Request) {
	u.mu.Lock()
	u.next++
	up := &upload{ID: fmt.Sprint("u", u.next), Begun: time.Now()}
	u.byID[up.ID] = up
	u.mu.Unlock()
	go u.expire(up.ID) // leak: go, fix
	json.NewEncoder(w).Encode(up)
}

// expire removes the upload when its time is over.
func (u *uploads) expire(id string) {
	time.Sleep(u.keep) // leak: wait, fix
	u.mu.Lock()
	defer u.mu.Unlock()
	if up := u.byID[id]; up != nil && !up.Confirmed {
		delete(u.byID, id)
	}
}

func (u *uploads) confirm(w http.ResponseWriter, r *http.Request) {
	u.mu.Lock()
	defer u.mu.Unlock()
	up := u.byID[r.PathValue("id")]
	if up == nil {
		http.NotFound(w, r)
		return
	}
	up.Confirmed = true // leak: fix
}

func main() {
	u := &uploads{byID: map[string]*upload{}, keep: 24 * time.Hour}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /uploads", u.begin)
	mux.HandleFunc("POST /uploads/{id}/confirm", u.confirm)
	srv := httptest.NewServer(mux)
	for {
		if err := send(srv.URL + "/uploads"); err != nil {
			log.Print(err)
		}
		time.Sleep(30 * time.Millisecond)
	}
}

// send makes an upload and confirms it.
func send(url string) error {
	resp, err := http.Post(url, "", nil)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	var up upload
	if err := json.NewDecoder(resp.Body).Decode(&up); err != nil {
		return err
	}
	done, err := http.Post(url+"/"+up.ID+"/confirm", "", nil)
	if err != nil {
		return err
	}
	return done.Body.Close()
}
