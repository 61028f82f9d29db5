package main

import (
	"bytes"
	"context"
	"encoding/json"
	"math/rand"
	"reflect"
	"slices"
	"strings"

	v1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apiextensions-apiserver/pkg/registry/customresource/tableconvertor"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/util/jsonpath"
)

// handPaths are written by hand.
var handPaths = []string{
	".spec", ".spec.a", "spec.a", "$.spec.a", "@.spec.a", ".spec.none", ".", "", " ", "..", ".*", "*", ".spec.*", ".spec.list", ".spec.list[0]", ".spec.list[1]", ".spec.list[-1]", ".spec.list[-2]", ".spec.list[9]", ".spec.list[-9]", ".spec.list[]", ".spec.list[*]",
	".spec.list[:]", ".spec.list[0:2]", ".spec.list[1:]", ".spec.list[:1]", ".spec.list[:-1]", ".spec.list[-2:]", ".spec.list[::2]", ".spec.list[0:3:2]", ".spec.list[0:3:0]", ".spec.list[0:3:-1]", ".spec.list[1:1]", ".spec.list[2:1]", ".spec.list[0:9]", ".spec.list[0:0]",
	".spec.list[0,1]", ".spec.list[0, 2]", ".spec.list[0,9]", ".spec.list[ 0]", ".spec.list[a]", ".spec.list['a']", ".spec.list[-]", ".spec.list[--1]", ".spec.list[0:-]", ".spec.list[1:2:3:4]", ".spec.list[", ".spec.list[0", ".spec.list]", ".spec.list[99999999999999999999]",
	".spec['a']", ".spec['a.b']", ".spec['a','b']", ".spec['a', 'none']", ".spec[\"a\"]", ".spec['']", ".spec['a'", ".spec['a}b']", ".spec['a[b']", ".spec.a\\.b", ".metadata.annotations['a.b/c']", ".metadata.annotations.a\\.b/c", ".spec.['a']", ".spec[a]", ".spec['a b']", ".spec['*']",
	".spec.items[?(@.name)]", ".spec.items[?(@.name)].value", ".spec.items[?(@.name==\"x\")].value", ".spec.items[?(@.name=='x')].value", ".spec.items[?(@.name == \"x\")].value", ".spec.items[?(@.name!=\"x\")].value", ".spec.items[?(@.value>1)].name", ".spec.items[?(@.value>=2)].name",
	".spec.items[?(@.value<2)].name", ".spec.items[?(@.value<=1)].name", ".spec.items[?(@.value==1)].name", ".spec.items[?(@.value==1.0)].name", ".spec.items[?(@.value==1.5)].name", ".spec.items[?(@.ok==true)].name", ".spec.items[?(@.ok>false)].name", ".spec.items[?(@.none==1)].name",
	".spec.items[?(@.name==@.name)].name", ".spec.items[?(@.name=x)].name", ".spec.items[?(@.name==x)].name", ".spec.items[?(@.name===\"x\")].name", ".spec.items[?(@.name==)].name", ".spec.items[?(==\"x\")].name", ".spec.items[?()].name", ".spec.items[?(@.name==\"x)\")].name",
	".spec.items[?(@.name==\"x\"].name", ".spec.items[?(@.name==\"x\")", ".spec.items[?(@.name==\"x", ".spec.items[?(@.tags[0]==\"t\")].name", ".spec.items[?(@.tags[9])].name", ".spec.items[?(@.name[0])].name", ".spec.items[?(@.*==\"x\")].name", ".spec.items[?(@.tags)].tags[0]", ".spec.items[?(1==1)].name",
	".spec.items[?(@.name==\"a\\\"b\")].name", ".spec.items[?(@.name=='a\\'b')].name", ".spec.items[?(@.name==\"\\u0078\")].name", ".spec.items[?(@.name==\"\\q\")].name", ".spec.items[?(\"x\"==@.name)].value", ".spec[?(@.a)]", ".spec.a[?(@.a)]", ".spec.items[?(@.name<\"y\")].name",
	".spec.items[0].name", ".spec.items[*].name", ".spec.items[*].value", ".spec.items[*].tags[0]", ".spec.items[*].tags[*]", ".spec.items.name", ".spec.items[0,1].name", ".spec.items[0]['name','value']", ".spec.items[0].name.x", "..name", "..value", "..tags", "..name..x", "...name", "....", "..*", "..[0]", "..['name']", ".spec..tags[0]", ".spec..a",
	".spec.text", ".spec.text.*", ".spec.text[0]", ".spec.text..", ".spec.number", ".spec.float", ".spec.big", ".spec.whole", ".spec.yes", ".spec.no", ".spec.null", ".spec.null.a", ".spec.null[0]", ".spec.null.*", ".spec.empty", ".spec.emptylist", ".spec.emptylist[0]", ".spec.emptylist[*]", ".spec.emptytext", ".spec.emptytext.*", ".spec.html", ".spec.nested",
	".spec.date", ".spec.dates[0]", ".spec.dates[1]", ".spec.dates[2]", ".spec.dates[3]", ".spec.dates[4]", ".spec.dates[5]", ".spec.dates[6]", ".metadata.creationTimestamp", ".metadata.name", ".kind", "\"text\"", "'text'", "\"te\\nxt\"", "\"text", "'te'xt'", "\"\"", ".spec.a \"text\"", "5", "-5", "+5", "1.5", ".5", "-.5", "1.2.3", "-", "+", "1e5",
	"99999999999999999999", "true", "false", "truex", "name", "range", "end", ".a}b{.c", ".spec.a}text{.spec.none", ".spec.none}{.spec.a", ".spec.a}{.spec.list[9]", ".spec.a}", ".spec.a}{", ".spec.a{", "{.spec.a}", ".spec.a .spec.b", ".spec .a", ".spec. a", ".spec.a,b", ".spec.a\n", ".spec\t.a", ".spec!a", "!", "é", ".é", ".spec.é", "٣", "-٣", "_", ".spec._a",
	".spec.a@", ".spec$.a", ".spec.a.b.c", ".spec.list[0].a", ".spec.list[?(@==1)]", ".spec.list[?(@>1)]", ".spec.list[?(@)]", ".spec.mixed[?(@==\"a\")]", ".spec.mixed[*]", ".spec.mixed[?(@.a)]", ".spec.list[0:2][0]", ".spec.lists[0][1]", ".spec.lists[*][0]", ".spec.lists[*][0:1]", ".spec.lists[*][1:1]", ".spec.lists[*][*]", ".spec.lists[*][1]",
	".spec.lists[?(@[0]==1)]", ".spec.lists[?(@[1]>1)][0]", ".spec['list'][0]", ".spec['list'][0,1][0]", ".spec.list[0]}{.spec.list[1]", "[0]", "['spec']", "['spec']['a']", "[?(@.a)]", ".spec.items[?(@.name==\"x\")].tags[?(@==\"t\")]", ".spec.items[?(@.tags[?(@==\"t\")])].name", ".spec.items[?(@.name==\"x\")][?(@.a)]", ".spec.\\*", ".spec.a\\", ".spec.\\\\a",
	"\u2028", ".spec[\u00a0'a']", ".spec.items[?(@.value==true)].name", ".spec.items[?(@.value==\"1\")].name", ".spec.items[?(@.value==null)].name", ".spec.text.*[?(@)]", ".spec.items[?(@.name.*==120)].name", ".spec.items[?(@.name.*>119)].name", ".spec.items[?(@.value==-1)].name", ".spec.items[?(@.value==+1)].name", "\"\\x41\\101\\U00000041\\'\"", "'\\\"'", "'\\''", "\"\\u12\"", "\"\\ud800\"", "\"\\400\"",
}

// pathPieces are what paths are made of by chance.
var pathPieces = []string{
	".spec", ".spec", ".items", ".list", ".a", ".name", ".value", ".text", ".tags", ".lists", ".none", "[0]", "[1]", "[-1]", "[*]", "[0:2]", "[1:]", "[::2]", "[0,1]", "['a']", "['name','value']", ".*", "..", "[?(@.name)]", "[?(@.name==\"x\")]", "[?(@.value>1)]", "[?(@>1)]", "[?(@.tags[0])]",
	"[?(@[0]==1)]", " ", "@", "$", "\"x\"", "5", "1.5", "true", ".null", ".mixed", "[", "]", "(", ")", "?", "'", "\\", "}", "{", ",", "[?(", ")]", "==", "*", "-", ".", "é",
}

// handDocuments are what paths are followed in.
var handDocuments = []string{
	`{"apiVersion":"g/v1","kind":"K","metadata":{"name":"n","creationTimestamp":"2020-01-02T03:04:05Z","annotations":{"a.b/c":"v"}},"spec":{"a":"x","b":2,"a.b":"dotted","a b":"spaced","*":"star","é":1,"_a":2,"list":[1,2,3],"lists":[[1,2],[3],[]],"text":"hé","number":5,"float":1.5,"big":1e21,"whole":4.0,"yes":true,"no":false,"null":null,"empty":{},"emptylist":[],"emptytext":"","html":["<a>&"],"nested":{"a":{"b":[1,null,"x",1.50,{"c":true}]}},"mixed":["a",1,{"a":1},null,[1]],"date":"2020-01-02T03:04:05Z","dates":["2020-01-02","","null","0001-01-01T00:00:00Z","2999-01-01T00:00:00Z","2020-01-02T03:04:05.5+01:00",7],"items":[{"name":"x","value":1,"ok":true,"tags":["t","u"]},{"name":"y","value":2,"ok":false,"tags":[]},{"name":"a\"b","value":3}]}}`,
	`{"apiVersion":"g/v1","kind":"K","metadata":{"name":"m"},"spec":{"a":{"b":{"c":[1]}},"list":["p"],"lists":[[],[1,2]],"items":[{"name":"x","value":1.5,"tags":["t"]}],"text":5,"number":"5","float":"1.5","big":-1e300,"whole":9007199254740993,"yes":"true","mixed":[],"date":5,"null":[null]}}`,
	`{"apiVersion":"g/v1","kind":"K","metadata":{"name":"o"}}`,
}

var columnTypes = []string{"integer", "number", "boolean", "string", "date"}

// paths writes the documents, and then a row a path: what is wrong with it, or for each document what it finds and what stands in
// columns of each type. What comes out differently from time to time, since members have no order, is left out.
func paths(random *rand.Rand, count int, write func(any)) {
	documents := make([]map[string]any, len(handDocuments))
	for i, text := range handDocuments {
		var object unstructured.Unstructured
		must(object.UnmarshalJSON([]byte(text)))
		documents[i] = object.Object
	}
	write(map[string]any{"documents": handDocuments})
	row := func(path string) {
		if strings.Contains(path, "range") || strings.Contains(path, "end") {
			return
		}
		parser := jsonpath.New("path").AllowMissingKeys(true)
		if err := parser.Parse("{" + path + "}"); err != nil {
			write(map[string]any{"path": path, "error": err.Error()})
			return
		}
		results := make([]any, len(documents))
		for i, document := range documents {
			results[i] = result(parser, path, document)
			for range 20 {
				if !reflect.DeepEqual(result(parser, path, document), results[i]) {
					results[i] = "differs"
					break
				}
			}
		}
		write(map[string]any{"path": path, "error": "", "results": results})
	}
	for _, path := range handPaths {
		row(path)
	}
	for range count {
		var path strings.Builder
		path.WriteString(".spec")
		for range 1 + random.Intn(5) {
			path.WriteString(pick(random, pathPieces))
		}
		row(path.String())
	}
}

// result is what a path finds, sorted, or why it does not; and cells of each type.
func result(parser *jsonpath.JSONPath, path string, document map[string]any) map[string]any {
	out := map[string]any{"cells": cells(path, document)}
	found, err := parser.FindResults(document)
	if err != nil {
		out["error"] = err.Error()
		return out
	}
	parts := [][]string{}
	for _, part := range found {
		printed := []string{}
		for _, value := range part {
			var text bytes.Buffer
			must(parser.PrintResults(&text, []reflect.Value{reflect.ValueOf(value.Interface())}))
			printed = append(printed, text.String())
		}
		slices.Sort(printed)
		parts = append(parts, printed)
	}
	out["found"] = parts
	return out
}

// cells is what stands in columns of each type; an age is "ago".
func cells(path string, document map[string]any) json.RawMessage {
	columns := []v1.CustomResourceColumnDefinition{}
	for _, columnType := range columnTypes {
		columns = append(columns, v1.CustomResourceColumnDefinition{Name: columnType, Type: columnType, JSONPath: path})
	}
	convertor, err := tableconvertor.New(columns)
	must(err)
	table, err := convertor.ConvertToTable(context.Background(), &unstructured.Unstructured{Object: document}, nil)
	must(err)
	cells := table.Rows[0].Cells[1:]
	if text, ok := cells[4].(string); ok && !strings.HasPrefix(text, "<") {
		cells[4] = "ago"
	}
	// As clients see them.
	text, err := json.Marshal(cells)
	must(err)
	return text
}
