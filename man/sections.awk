# usage: awk -v english=PAGE -f man/sections.awk THAI-PAGE
# Puts the section NAME of the English page where the Thai one says "@section NAME@": what is
# the same in both languages, such as a synopsis, or is not translated.
/^@section .*@$/ {
	name = substr($0, 10, length($0) - 10)
	on = 0
	while ((getline line < english) > 0) {
		if (line ~ /^\.Sh /)
			on = line == ".Sh " name
		if (on)
			print line
	}
	close(english)
	next
}
{ print }
