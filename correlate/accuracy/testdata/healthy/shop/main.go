// Shop sells from a database with few connections: readers and transactions wait for one, a report keeps one
// for as long as it takes, and everything is given back.
package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"time"

	_ "github.com/ctxscope/ctxscope/correlate/accuracy/testdata/healthy/shop/fakedb"
)

type shop struct {
	db *sql.DB
}

func (s *shop) list(w http.ResponseWriter, r *http.Request) {
	rows, err := s.db.QueryContext(r.Context(), "SELECT id FROM articles")
	if err != nil {
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
		return
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return
		}
		fmt.Fprintln(w, id)
		if id == 10 && r.FormValue("first") != "" {
			return
		}
	}
}

func (s *shop) buy(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 300*time.Millisecond)
	defer cancel()
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
		return
	}
	defer tx.Rollback()
	for range 3 {
		if _, err := tx.ExecContext(ctx, "UPDATE stock SET n = n - 1"); err != nil {
			http.Error(w, err.Error(), http.StatusConflict)
			return
		}
	}
	if err := tx.Commit(); err != nil {
		http.Error(w, err.Error(), http.StatusConflict)
	}
}

// report reads everything, slowly, in one transaction.
func (s *shop) report(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, time.Hour)
	defer cancel()
	tx, err := s.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return err
	}
	defer tx.Rollback()
	rows, err := tx.QueryContext(ctx, "SELECT id FROM orders")
	if err != nil {
		return err
	}
	defer rows.Close()
	n := 0
	for rows.Next() {
		n++
		time.Sleep(40 * time.Millisecond)
	}
	log.Printf("%d orders", n)
	return errors.Join(rows.Err(), tx.Commit())
}

func main() {
	db, err := sql.Open("fakedb", "shop")
	if err != nil {
		log.Fatal(err)
	}
	db.SetMaxOpenConns(4)
	db.SetConnMaxIdleTime(200 * time.Millisecond)
	s := &shop{db}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /articles", s.list)
	mux.HandleFunc("POST /buy", s.buy)
	srv := httptest.NewServer(mux)
	for id := range 12 {
		go customer(srv.URL, id)
	}
	for {
		if err := s.report(context.Background()); err != nil {
			log.Print(err)
		}
		time.Sleep(200 * time.Millisecond)
	}
}

// customer looks, buys, and sometimes hangs up.
func customer(url string, id int) {
	client := &http.Client{Timeout: time.Duration(20+10*id) * time.Millisecond}
	for n := 0; ; n++ {
		var resp *http.Response
		var err error
		if n%3 == 2 {
			resp, err = client.Post(url+"/buy", "", nil)
		} else {
			resp, err = client.Get(url + "/articles?first=" + []string{"", "1"}[n%2])
		}
		if err == nil {
			io.Copy(io.Discard, resp.Body)
			resp.Body.Close()
		}
		time.Sleep(10 * time.Millisecond)
	}
}
