package main

import (
	"context"
	"net/http"
)

// Server lets tenants submit jobs over HTTP.
type Server struct {
	runner *Runner
	ctx    context.Context // the jobs' parent: a job outlives the request that submitted it
}

// Routes returns the server's HTTP interface.
func (s *Server) Routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /jobs/{tenant}/{name}", s.submit)
	return mux
}

// submit accepts a job and answers at once.
func (s *Server) submit(w http.ResponseWriter, r *http.Request) {
	job := &Job{Tenant: r.PathValue("tenant"), Name: r.PathValue("name")}
	if err := s.runner.Submit(s.ctx, job); err != nil {
		http.Error(w, err.Error(), http.StatusNotFound)
		return
	}
	w.WriteHeader(http.StatusAccepted)
}
