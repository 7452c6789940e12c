// Answers what BuildKit makes of a Dockerfile, a word of it or a .dockerignore: the tests compare the action with it.
// One JSON object a line on standard input, one on standard output. With two arguments, a folder and a file, it writes the
// paths, modes and contents below the folder into the file: a RUN of an image that holds nothing else uses it.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
	"github.com/moby/buildkit/frontend/dockerfile/shell"
	"github.com/moby/patternmatcher/ignorefile"
	"github.com/tonistiigi/fsutil"
)

// Question asks for one of three things: a Dockerfile parsed, a word expanded, or the files that an ignore file leaves.
type Question struct {
	Dockerfile *string           `json:"dockerfile"`
	Word       *string           `json:"word"`
	Variables  map[string]string `json:"variables"`
	Escape     string            `json:"escape"`
	Ignore     *string           `json:"ignore"`
	Directory  string            `json:"directory"`
}

// Heredoc is a here-document of an instruction.
type Heredoc struct {
	Name    string `json:"name"`
	Content string `json:"content"`
	Expand  bool   `json:"expand"`
	Chomp   bool   `json:"chomp"`
}

// Instruction is what the parser read, before any meaning.
type Instruction struct {
	Keyword  string    `json:"keyword"`
	Line     int       `json:"line"`
	EndLine  int       `json:"endLine"`
	Flags    []string  `json:"flags"`
	Args     []string  `json:"args"`
	Heredocs []Heredoc `json:"heredocs"`
}

// Answer holds an error, or what was asked for.
type Answer struct {
	Error        string        `json:"error,omitempty"`
	Escape       string        `json:"escape,omitempty"`
	Instructions []Instruction `json:"instructions,omitempty"`
	// Invalid is what the next step of BuildKit says of a file that the parser takes.
	Invalid string   `json:"invalid,omitempty"`
	Text    string   `json:"text"`
	Paths   []string `json:"paths"`
}

func main() {
	if len(os.Args) == 3 {
		if err := record(os.Args[1], os.Args[2]); err != nil {
			panic(err)
		}
		return
	}
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := json.NewEncoder(os.Stdout)
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
	}
}

func record(folder, file string) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	var text strings.Builder
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		content := []byte{}
		if info.Mode().IsRegular() {
			content, err = os.ReadFile(path)
		}
		target, _ := os.Readlink(path)
		fmt.Fprintf(&text, "%q %s %q %q\n", path, info.Mode(), target, content)
		return err
	})
	if err != nil {
		return err
	}
	return os.WriteFile(file, []byte(text.String()), 0o644)
}

func answer(question Question) Answer {
	switch {
	case question.Dockerfile != nil:
		return parse(*question.Dockerfile)
	case question.Word != nil:
		return expand(*question.Word, question.Variables, question.Escape)
	default:
		return list(*question.Ignore, question.Directory)
	}
}

func parse(text string) Answer {
	result, err := parser.Parse(strings.NewReader(text))
	if err != nil {
		return Answer{Error: err.Error()}
	}
	found := Answer{Escape: string(result.EscapeToken), Instructions: []Instruction{}}
	for _, node := range result.AST.Children {
		found.Instructions = append(found.Instructions, describe(node))
	}
	if _, _, err := instructions.Parse(result.AST, nil); err != nil {
		found.Invalid = err.Error()
	}
	return found
}

func describe(node *parser.Node) Instruction {
	instruction := Instruction{
		Keyword:  strings.ToUpper(node.Value),
		Line:     node.StartLine,
		EndLine:  node.EndLine,
		Flags:    append([]string{}, node.Flags...),
		Args:     []string{},
		Heredocs: []Heredoc{},
	}
	for next := node.Next; next != nil; next = next.Next {
		instruction.Args = append(instruction.Args, next.Value)
	}
	for _, heredoc := range node.Heredocs {
		instruction.Heredocs = append(instruction.Heredocs, Heredoc{heredoc.Name, heredoc.Content, heredoc.Expand, heredoc.Chomp})
	}
	return instruction
}

func expand(word string, variables map[string]string, escape string) Answer {
	environment := []string{}
	for name, value := range variables {
		environment = append(environment, name+"="+value)
	}
	text, _, err := shell.NewLex(rune(escape[0])).ProcessWord(word, shell.EnvsFromSlice(environment))
	if err != nil {
		return Answer{Error: err.Error()}
	}
	return Answer{Text: text}
}

func list(ignore, directory string) Answer {
	patterns, err := ignorefile.ReadAll(strings.NewReader(ignore))
	if err != nil {
		return Answer{Error: err.Error()}
	}
	paths := []string{}
	err = fsutil.WalkDir(context.Background(), directory, &fsutil.FilterOpt{ExcludePatterns: patterns}, func(path string, _ fs.DirEntry, err error) error {
		paths = append(paths, path)
		return err
	})
	if err != nil {
		return Answer{Error: err.Error()}
	}
	return Answer{Paths: paths}
}
