// Merges the values of a HelmRelease as Flux's helm-controller does. One JSON object a line on standard input, one on
// standard output.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	helmv2 "github.com/fluxcd/helm-controller/api/v2"
	"github.com/fluxcd/pkg/chartutil"
	"github.com/go-logr/logr"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/yaml"
)

// Question has the text of files with one HelmRelease, and the ConfigMaps and Secrets of its namespace.
type Question struct {
	Text string `json:"text"`
}

// Answer has the values that Helm gets, or the error with which the HelmRelease fails.
type Answer struct {
	Values map[string]any `json:"values,omitempty"`
	Error  string         `json:"error,omitempty"`
}

func main() {
	in := bufio.NewReader(os.Stdin)
	out := json.NewEncoder(os.Stdout)
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

func answer(question Question) Answer {
	release, objects, err := read(question.Text)
	if err != nil {
		return Answer{Error: err.Error()}
	}
	// Source: reconcileRelease in github.com/fluxcd/helm-controller/internal/controller/helmrelease_controller.go
	values, err := chartutil.ChartValuesFromReferences(context.Background(), logr.Discard(), objects, release.Namespace,
		release.GetValues(), release.Spec.ValuesFrom...)
	if err != nil {
		return Answer{Error: err.Error()}
	}
	return Answer{Values: values}
}

// cluster is a client of the API server that can only get ConfigMaps and Secrets.
type cluster struct {
	client.Client
	configMaps map[types.NamespacedName]corev1.ConfigMap
	secrets    map[types.NamespacedName]corev1.Secret
}

func (c cluster) Get(_ context.Context, key client.ObjectKey, object client.Object, _ ...client.GetOption) error {
	found := false
	switch target := object.(type) {
	case *corev1.ConfigMap:
		*target, found = c.configMaps[key]
	case *corev1.Secret:
		*target, found = c.secrets[key]
	}
	if !found {
		return apierrors.NewNotFound(schema.GroupResource{}, key.Name)
	}
	return nil
}

// read decodes each document by its kind and rejects fields that the kind does not have.
func read(text string) (*helmv2.HelmRelease, cluster, error) {
	var release *helmv2.HelmRelease
	objects := cluster{
		configMaps: map[types.NamespacedName]corev1.ConfigMap{},
		secrets:    map[types.NamespacedName]corev1.Secret{},
	}
	reader := utilyaml.NewYAMLReader(bufio.NewReader(strings.NewReader(text)))
	for {
		document, err := reader.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, objects, err
		}
		var kind struct {
			Kind string `json:"kind"`
		}
		if err := yaml.Unmarshal(document, &kind); err != nil {
			return nil, objects, err
		}
		switch kind.Kind {
		case "HelmRelease":
			release = &helmv2.HelmRelease{}
			err = yaml.UnmarshalStrict(document, release)
		case "ConfigMap":
			var object corev1.ConfigMap
			err = yaml.UnmarshalStrict(document, &object)
			objects.configMaps[client.ObjectKeyFromObject(&object)] = object
		case "Secret":
			var object corev1.Secret
			err = yaml.UnmarshalStrict(document, &object)
			objects.secrets[client.ObjectKeyFromObject(&object)] = stored(object)
		}
		if err != nil {
			return nil, objects, fmt.Errorf("%s: %w", kind.Kind, err)
		}
	}
	if release == nil {
		return nil, objects, errors.New("no document is a HelmRelease")
	}
	return release, objects, nil
}

// stored moves stringData to data, as the API server does.
func stored(secret corev1.Secret) corev1.Secret {
	if secret.Data == nil {
		secret.Data = map[string][]byte{}
	}
	for key, value := range secret.StringData {
		secret.Data[key] = []byte(value)
	}
	secret.StringData = nil
	return secret
}
