package main

import (
	"encoding/json"
	"net/http"
	"sync"
)

// Config gives each flag the share of users, in percent, that see it.
type Config map[string]int

// Registry knows the current tenants by their ids.
type Registry struct {
	mu      sync.RWMutex
	tenants map[string]*Tenant
}

// NewRegistry returns a registry without tenants.
func NewRegistry() *Registry {
	return &Registry{tenants: make(map[string]*Tenant)}
}

// Routes returns the registry's HTTP interface.
func (r *Registry) Routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("PUT /tenants/{id}", r.push)
	mux.HandleFunc("DELETE /tenants/{id}", r.remove)
	mux.HandleFunc("GET /flags", r.flag)
	return mux
}

// Len returns the number of tenants.
func (r *Registry) Len() int {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return len(r.tenants)
}

func (r *Registry) push(w http.ResponseWriter, req *http.Request) {
	var config Config
	if err := json.NewDecoder(req.Body).Decode(&config); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	r.Replace(req.PathValue("id"), config)
	w.WriteHeader(http.StatusNoContent)
}

// Replace gives the tenant called id a new configuration. A tenant never
// changes, so that a look-up needs no lock: a new one takes its place.
//
// This is the incident: the one whose place it takes is never closed.
func (r *Registry) Replace(id string, config Config) {
	tenant := NewTenant(id, config)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.tenants[id] = tenant
}

func (r *Registry) remove(w http.ResponseWriter, req *http.Request) {
	id := req.PathValue("id")
	r.mu.Lock()
	tenant := r.tenants[id]
	delete(r.tenants, id)
	r.mu.Unlock()
	if tenant != nil {
		tenant.Close()
	}
	w.WriteHeader(http.StatusNoContent)
}

func (r *Registry) flag(w http.ResponseWriter, req *http.Request) {
	r.mu.RLock()
	tenant := r.tenants[req.FormValue("tenant")]
	r.mu.RUnlock()
	on := tenant != nil && tenant.Enabled(req.FormValue("flag"), req.FormValue("user"))
	json.NewEncoder(w).Encode(map[string]bool{"on": on})
}
