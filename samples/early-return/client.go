package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
)

// Client asks the card network for money. The network's own protocol knows no
// cancellation, so a call that has begun runs to its end.
type Client struct {
	url  string
	http *http.Client
}

// NewClient returns a client of the card network at url.
func NewClient(url string) *Client {
	return &Client{url: url, http: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 32}}}
}

// outcome is what one call to the card network came to.
type outcome struct {
	receipt Receipt
	err     error
}

// Charge returns the network's receipt for order, or ctx's error when that ends
// first.
//
// This is the incident: out has no buffer. When ctx ends first, Charge returns,
// and the goroutine below has nobody left to send to.
func (c *Client) Charge(ctx context.Context, order Order) (Receipt, error) {
	out := make(chan outcome)
	go func() {
		receipt, err := c.authorize(order)
		out <- outcome{receipt, err}
	}()
	select {
	case o := <-out:
		return o.receipt, o.err
	case <-ctx.Done():
		return Receipt{}, fmt.Errorf("charge %s: %w", order.ID, ctx.Err())
	}
}

// authorize makes the call itself and waits for its answer, however long.
func (c *Client) authorize(order Order) (Receipt, error) {
	body, err := json.Marshal(order)
	if err != nil {
		return Receipt{}, err
	}
	resp, err := c.http.Post(c.url+"/authorize", "application/json", bytes.NewReader(body))
	if err != nil {
		return Receipt{}, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return Receipt{}, fmt.Errorf("card network: %s", resp.Status)
	}
	var receipt Receipt
	if err := json.NewDecoder(resp.Body).Decode(&receipt); err != nil {
		return Receipt{}, err
	}
	return receipt, nil
}
