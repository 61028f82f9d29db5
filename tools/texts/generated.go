package main

import (
	"encoding/json"
	"os"
	"regexp"
	"strconv"
	"strings"
)

// mixed gives numbers that look random: SplitMix64.
type mixed uint64

func (m *mixed) below(limit int) int {
	*m += 0x9e3779b97f4a7c15
	z := uint64(*m)
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return int((z ^ z>>31) % uint64(limit))
}

// parts are what expressions are made of here: repetitions that are as short as can be, too.
var parts = append([]string{"??", "*?", "+?", "{1,2}?", "(?U)", "(?U:", "a|ab", "(ab|a)"}, pieces...)

// searched are some of the inputs.
var searched = []string{"", "a", "Aab", "kK\u212asSſ", "0٣é", "日本\n", "a\nb\na", "\n", " .-_", "aab abab", "foo.bar-1", "x{2}", "[a]", "\\.*", "\u0378\U0010ffff", "éaé"}

// generated writes what expressions are made of and what they are looked for in, and to another file a byte for each expression: a sum of why it is
// none, or of where in each input it is found first. An expression follows from its number.
func generated(count int, folder string) {
	text, err := json.Marshal(map[string]any{"pieces": parts, "inputs": searched})
	must(err)
	must(os.WriteFile(folder+"/made_of.json", append(text, '\n'), 0o644))
	answers := make([]byte, count)
	for number := range answers {
		random := mixed(number)
		var pattern strings.Builder
		for range 1 + random.below(8) {
			pattern.WriteString(parts[random.below(len(parts))])
		}
		answers[number] = sum(answer(pattern.String()))
	}
	must(os.WriteFile(folder+"/answers.bin", answers, 0o644))
}

func answer(pattern string) string {
	expression, err := regexp.Compile(pattern)
	if err != nil {
		return err.Error()
	}
	var found strings.Builder
	for _, input := range searched {
		if at := expression.FindStringIndex(input); at != nil {
			found.WriteString(strconv.Itoa(at[0]) + "-" + strconv.Itoa(at[1]))
		}
		found.WriteByte(';')
	}
	return found.String()
}

// sum is FNV-1a of 32 bits, folded.
func sum(text string) byte {
	hash := uint32(0x811c9dc5)
	for _, b := range []byte(text) {
		hash = (hash ^ uint32(b)) * 0x01000193
	}
	return byte(hash ^ hash>>8 ^ hash>>16 ^ hash>>24)
}
