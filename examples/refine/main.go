// Command refine replays what a language model said of lists of APIs. It needs no
// key and no network.
//
//	go run ./examples/refine [RECORDING]
//
// Without an argument it counts what MalGuard's authors published of their four
// lists, and shows which signs of malice were dropped, which names nobody had
// asked, and how often the lists disagree. RECORDING is a file that malguard refine --record wrote.
package main

import (
	"context"
	"fmt"
	"os"
	"slices"

	"github.com/malguard/malguard/features/refine"
)

func main() {
	run := published
	if len(os.Args) > 1 {
		run = func(ctx context.Context) error { return recorded(ctx, os.Args[1]) }
	}
	if err := run(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "refine:", err)
		os.Exit(1)
	}
}

func published(ctx context.Context) error {
	kept, dropped := map[string]bool{}, map[string]bool{}
	for _, list := range refine.PublishedLists() {
		replay, err := refine.Published(list)
		if err != nil {
			return err
		}
		got, err := show(ctx, list, replay)
		if err != nil {
			return err
		}
		for _, a := range got.Kept {
			kept[a.API] = true
		}
		for _, a := range got.Dropped {
			dropped[a.API] = true
		}
	}
	both := 0
	for api := range kept {
		if dropped[api] {
			both++
		}
	}
	fmt.Printf("kept on one list and dropped on another: %d APIs\n", both)
	return nil
}

func recorded(ctx context.Context, name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	exchanges, err := refine.ReadRecording(f)
	if err != nil {
		return err
	}
	replay, err := refine.NewReplay(exchanges, refine.Key{})
	if err != nil {
		return err
	}
	_, err = show(ctx, name, replay)
	return err
}

// signs are APIs that no detector should be without.
var signs = []string{"__import__", "b64decode", "chr", "exec", "exists", "requests.post", "subprocess.Popen", "time.sleep"}

func show(ctx context.Context, name string, replay *refine.Replay) (*refine.Refinement, error) {
	got, err := replay.Refine(ctx, replay.APIs())
	if err != nil {
		return nil, err
	}
	var lost []string
	for _, a := range got.Dropped {
		if slices.Contains(signs, a.API) {
			lost = append(lost, a.API)
		}
	}
	fmt.Printf("%s: %s kept %d of %d, %d unanswered; invented %q, twice %q, lost %q\n", name, got.Model,
		len(got.Kept), len(replay.APIs()), len(got.Unanswered), got.Named(refine.Invented), got.Named(refine.Duplicate), lost)
	return got, nil
}
