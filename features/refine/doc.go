// Package refine asks a language model which APIs of a list tell malicious
// packages from honest ones, and what attackers use them for.
//
// A [Client] asks any server that speaks OpenAI's protocol. A [Replay] gives the
// answers that a recording holds, without a network: see [NewReplay], and
// [Published] for what the authors of MalGuard recorded. Both have the method
//
//	Refine(ctx context.Context, apis []string) (*Refinement, error)
//
// of which who consumes it makes an interface.
//
// An answer can concern only what was asked. Names that a model makes up, leaves
// out, repeats or contradicts are [Fault]s of the [Refinement], never APIs of it.
// Names come from malware and are data: they are sent as JSON, bounded in length,
// and nothing else about a package leaves the machine.
package refine
