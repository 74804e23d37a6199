# One line a function of the C files given: lines, nesting, parameters, file, name. Relies on
# .clang-format: a function's braces stand alone in the first column, a tab is a level.

function parameters(text,    inner, i, c, depth, count) {
	inner = text
	sub(/^[^(]*\(/, "", inner)
	if (inner ~ /^(void)?\)/)
		return 0
	count = 1
	depth = 1
	for (i = 1; i <= length(inner) && depth > 0; i++) {
		c = substr(inner, i, 1)
		if (c == "(")
			depth++
		else if (c == ")")
			depth--
		else if (c == "," && depth == 1)
			count++
	}
	return count
}

FNR == 1 {
	signature = ""
	inside = 0
}

!inside && /^\{$/ {
	inside = 1
	deepest = 0
	begins = 1
	next
}

inside && /^\}$/ {
	name = signature
	sub(/\(.*/, "", name)
	sub(/.*[ *]/, "", name)
	print FNR - start + 1, deepest, parameters(signature), FILENAME, name
	inside = 0
	signature = ""
	next
}

# Only a line that begins a statement tells the level: what goes on from the line before
# is set in by its own rules.
inside {
	match($0, /^\t*/)
	if (begins && RLENGTH - 1 > deepest && $0 !~ /^\t*$/)
		deepest = RLENGTH - 1
	begins = /[;{}:]$|\*\/$|^\t*$|^\t*(else|do)$|^\t*(if|for|while|switch) \(.*\)$/
	next
}

/^[A-Za-z_]/ && !/;$/ && !/^#/ {
	if (signature == "")
		start = FNR
	signature = signature $0
	next
}

/^[ \t]/ && signature != "" && !/;$/ {
	signature = signature $0
	next
}

{
	signature = ""
}
