package refine

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// Exchange is one question and the text that came back, whatever it is worth. A
// recording is a file of exchanges, one JSON object a line, in the order in which
// they took place. It holds no address of a server and no key.
type Exchange struct {
	// Request identifies the question: the hexadecimal SHA-256 of model, prompt
	// and batch. A line that was edited is found by it.
	Request   string   `json:"request"`
	Model     string   `json:"model"`
	Prompt    string   `json:"prompt"` // version
	Date      string   `json:"date,omitempty"`
	Batch     []string `json:"batch"`
	Answer    string   `json:"answer"`
	Finish    string   `json:"finish,omitempty"` // why the model stopped, as the server says
	TokensIn  int      `json:"tokens_in"`
	TokensOut int      `json:"tokens_out"`
}

// Bounds of a recording, in bytes.
const (
	maxLine      = 32 << 20
	maxRecording = 256 << 20
)

// hash returns what Request must be.
func (e Exchange) hash() string {
	text, err := json.Marshal([]any{e.Model, e.Prompt, e.Batch})
	if err != nil {
		panic(err) // strings are never refused
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// reply reads the answer.
func (e Exchange) reply() (*reply, error) {
	rep, err := parse(e.Answer, e.Batch)
	if err != nil && e.Finish == "length" {
		err = errTruncated
	}
	return rep, err
}

// fault says what is wrong with an answer that cannot be read.
func (e Exchange) fault(err error) Fault {
	kind := Malformed
	if errors.Is(err, errTruncated) {
		kind = Truncated
	}
	return Fault{Kind: kind, Note: fmt.Sprintf("%s: %v", e.name(), err)}
}

// name names the batch for people.
func (e Exchange) name() string { return batchName(e.Batch) }

func batchName(batch []string) string {
	return fmt.Sprintf("batch of %d from %q", len(batch), short(batch[0]))
}

// write appends the exchange to a recording.
func (e Exchange) write(w io.Writer) error {
	var line bytes.Buffer
	enc := json.NewEncoder(&line)
	enc.SetEscapeHTML(false)
	err := enc.Encode(e)
	if err == nil {
		_, err = w.Write(line.Bytes()) // one call, so that a line is whole or absent
	}
	if err != nil {
		return fmt.Errorf("recording: %w", err)
	}
	return nil
}

// ReadRecording reads a recording. A line that is no exchange, that has other
// members, or whose question is not the one that was hashed is an error which
// names the line; so are lines of more than 32 MiB and more than 256 MiB in all.
func ReadRecording(r io.Reader) ([]Exchange, error) {
	limited := &io.LimitedReader{R: r, N: maxRecording + 1}
	lines := bufio.NewScanner(limited)
	lines.Buffer(nil, maxLine)
	var list []Exchange
	n := 0
	for lines.Scan() {
		n++
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		e, err := readExchange(lines.Bytes())
		if err != nil {
			return nil, fmt.Errorf("refine: recording: line %d: %w", n, err)
		}
		list = append(list, e)
	}
	switch err := lines.Err(); {
	case err != nil:
		return nil, fmt.Errorf("refine: recording: line %d: %w", n+1, err)
	case limited.N <= 0:
		return nil, fmt.Errorf("refine: recording: more than %d bytes", maxRecording)
	}
	return list, nil
}

func readExchange(line []byte) (e Exchange, err error) {
	dec := json.NewDecoder(bytes.NewReader(line))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&e); err != nil {
		return e, err
	}
	if _, err := dec.Token(); err != io.EOF {
		return e, errors.New("more than one JSON value")
	}
	switch {
	case e.Model == "" || e.Prompt == "" || len(e.Batch) == 0:
		return e, errors.New("an exchange without model, prompt or batch")
	case e.TokensIn < 0 || e.TokensOut < 0:
		return e, errors.New("a negative number of tokens")
	case e.Request != e.hash():
		return e, errors.New("the hash is not that of model, prompt and batch")
	}
	return e, nil
}
