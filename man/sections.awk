# usage: awk -v english=PAGE -f man/sections.awk THAI-PAGE
# Puts the section NAME of the English page where the Thai one says "@section NAME@", and its
# subsections alone where it says "@subsections NAME@": what is the same in both languages,
# such as a synopsis, or is not translated.
function copy(name, whole,    line, on) {
	on = -1
	while ((getline line < english) > 0) {
		if (line ~ /^\.Sh /)
			on = line == ".Sh " name ? whole : -1
		else if (line ~ /^\.Ss / && on == 0)
			on = 1
		if (on == 1)
			print line
	}
	close(english)
}
/^@section .*@$/ { copy(substr($0, 10, length($0) - 10), 1); next }
/^@subsections .*@$/ { copy(substr($0, 14, length($0) - 14), 0); next }
{ print }
