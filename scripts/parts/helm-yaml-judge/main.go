// Reads values files as Helm and Kubernetes do: the tests compare the action with it. One JSON object a line on standard
// input, one on standard output.
package main

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"os"

	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/yaml"
)

// Question asks for the value at a path: strings are keys, numbers are positions. A step below a string goes into the YAML
// that the string contains.
type Question struct {
	Text string `json:"text"`
	Path []any  `json:"path"`
}

// Reading is what one reader makes of a file.
type Reading struct {
	Error string `json:"error,omitempty"`
	// Found says whether the path exists.
	Found bool `json:"found"`
	Value any  `json:"value"`
	// Rest is a hash of all other values.
	Rest string `json:"rest,omitempty"`
}

// Answer has one reading for each reader.
type Answer struct {
	// Helm3 reads the first document, as `helm template -f` of Helm 3 does.
	Helm3 Reading `json:"helm3"`
	// Helm4 merges all documents, as `helm template -f` of Helm 4 does.
	Helm4 Reading `json:"helm4"`
	// Objects reads each document, as kubectl and Argo CD do. The path begins with the position of the document.
	Objects Reading `json:"objects"`
}

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	buffered := bufio.NewWriter(os.Stdout)
	out := json.NewEncoder(buffered)
	out.SetEscapeHTML(false)
	for {
		line, err := in.ReadBytes('\n')
		if err != nil {
			return
		}
		var question Question
		if err := json.Unmarshal(line, &question); err != nil {
			panic(err)
		}
		if err := out.Encode(answer(question)); err != nil {
			panic(err)
		}
		if in.Buffered() == 0 {
			if err := buffered.Flush(); err != nil {
				panic(err)
			}
		}
	}
}

func answer(question Question) Answer {
	text := []byte(question.Text)
	first, firstErr := readFirst(text)
	merged, mergedErr := readMerged(text)
	all, allErr := readAll(text)
	return Answer{
		Helm3:   reading(first, firstErr, question.Path),
		Helm4:   reading(merged, mergedErr, question.Path),
		Objects: reading(all, allErr, question.Path),
	}
}

// Source: MergeValues in helm.sh/helm/v3/pkg/cli/values
func readFirst(text []byte) (any, error) {
	values := map[string]any{}
	err := yaml.Unmarshal(text, &values)
	return values, err
}

// Source: LoadValues in helm.sh/helm/v4/pkg/chart/v2/loader
func readMerged(text []byte) (any, error) {
	values := map[string]any{}
	err := eachDocument(text, func(raw []byte) error {
		document := map[string]any{}
		err := yaml.Unmarshal(raw, &document)
		values = merge(values, document)
		return err
	})
	return values, err
}

// Source: SplitYAML in github.com/argoproj/gitops-engine/pkg/utils/kube
func readAll(text []byte) (any, error) {
	documents := []any{}
	err := eachDocument(text, func(raw []byte) error {
		var document any
		err := yaml.Unmarshal(raw, &document)
		if document != nil {
			documents = append(documents, document)
		}
		return err
	})
	return documents, err
}

func eachDocument(text []byte, do func([]byte) error) error {
	if len(text) > 0 && text[len(text)-1] != '\n' {
		text = append(text, '\n')
	}
	reader := utilyaml.NewYAMLReader(bufio.NewReader(bytes.NewReader(text)))
	for {
		raw, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := do(raw); err != nil {
			return err
		}
	}
}

// Source: MergeMaps in helm.sh/helm/v4/pkg/chart/v2/loader
func merge(a, b map[string]any) map[string]any {
	out := maps.Clone(a)
	for key, value := range b {
		under, isMap := value.(map[string]any)
		above, wasMap := out[key].(map[string]any)
		if isMap && wasMap {
			out[key] = merge(above, under)
		} else {
			out[key] = value
		}
	}
	return out
}

func reading(values any, err error, path []any) Reading {
	if err != nil {
		return Reading{Error: err.Error()}
	}
	taken := take(values, path)
	if taken.err != nil {
		return Reading{Error: taken.err.Error()}
	}
	text, err := json.Marshal(taken.rest)
	if err != nil {
		panic(err)
	}
	hash := sha256.Sum256(text)
	return Reading{Found: taken.found, Value: taken.value, Rest: hex.EncodeToString(hash[:8])}
}

// taken is the value at a path, and all values without it.
type taken struct {
	rest, value any
	found       bool
	err         error
}

func take(values any, path []any) taken {
	if len(path) == 0 {
		return taken{value: values, found: true}
	}
	step, below := path[0], path[1:]
	switch node := values.(type) {
	case map[string]any:
		key, isKey := step.(string)
		child, exists := node[key]
		if isKey && exists {
			inside := take(child, below)
			out := maps.Clone(node)
			out[key], inside.rest = inside.rest, out
			return inside
		}
	case []any:
		at, isNumber := step.(float64)
		if isNumber && int(at) < len(node) {
			inside := take(node[int(at)], below)
			out := append([]any{}, node...)
			out[int(at)], inside.rest = inside.rest, out
			return inside
		}
	case string:
		var inner any
		err := yaml.Unmarshal([]byte(node), &inner)
		switch inner.(type) {
		case map[string]any:
			// The position of the document in the string, if that has several.
			if _, isNumber := step.(float64); isNumber {
				return take(inner, below)
			}
			return take(inner, path)
		case []any:
			return take(inner, path)
		}
		return taken{rest: values, err: err}
	}
	return taken{rest: values}
}
