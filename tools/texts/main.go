// Texts writes down what the reference's own libraries make of texts: which formats they have, what Go's regular expressions are
// found in, and what JSONPath finds. crates/object/tests/texts compares it with ours.
//
//	go run . formats SEED TEXTS > ../../crates/object/tests/texts/formats.jsonl
//	go run . patterns SEED PATTERNS > ../../crates/object/tests/texts/patterns.jsonl
//	go run . generated PATTERNS ../../crates/object/tests/texts/generated
//	go run . names > ../../crates/object/tests/texts/names.jsonl
//	go run . paths SEED PATHS > ../../crates/object/tests/texts/paths.jsonl
//
// Rows of other seeds are compared by `TEXTS=formats.jsonl cargo test -p coracle-object texts`, and likewise the others.
package main

import (
	"bufio"
	"encoding/json"
	"math/rand"
	"os"
	"strconv"
)

func main() {
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	write := func(row any) { must(encoder.Encode(row)) }
	number := func(i int) int64 { n, err := strconv.ParseInt(os.Args[i], 10, 64); must(err); return n }
	seeded := func() *rand.Rand { return rand.New(rand.NewSource(number(2))) }
	switch os.Args[1] {
	case "formats":
		formats(seeded(), int(number(3)), write)
	case "patterns":
		patterns(seeded(), int(number(3)), write)
	case "generated":
		generated(int(number(2)), os.Args[3])
	case "names":
		names(write)
	case "paths":
		paths(seeded(), int(number(3)), write)
	default:
		panic("formats, patterns, generated, names or paths?")
	}
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func pick[T any](random *rand.Rand, all []T) T { return all[random.Intn(len(all))] }
