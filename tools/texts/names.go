package main

import (
	"maps"
	"slices"
	"unicode"
)

// namesOfSets are the names of all sets of characters that Go has, and some that it has not.
func namesOfSets() []string {
	names := slices.Collect(maps.Keys(unicode.Categories))
	names = slices.AppendSeq(names, maps.Keys(unicode.CategoryAliases))
	names = slices.AppendSeq(names, maps.Keys(unicode.Scripts))
	names = append(names, "Any", "ASCII", "Assigned", "any", "is L", "IsL", "l e t t e r", "-L_", "Alphabetic", "Grek", "gc=L", "")
	slices.Sort(names)
	return names
}
