# SPDX-License-Identifier: MIT
# Counts, splits, replaces, formats, reads and writes files; prints what must be the same everywhere.
BEGIN {
	RS = " "
}

{
	count[$1]++
	length_of_all += length($1)
	changed += gsub(/[aeiou]+/, "<&>")
}

END {
	for (word in count)
		most = count[word] > most ? count[word] : most
	printf "%d %d %d %d\n", NR, length_of_all, changed, most
	printf "%5.2f|%-8s|%e|%c|%x|%o|%s\n", 3.14159, "ab", 12345.678, 65, 255, 8, substr("hello", 2, 3)
	print sin(1), exp(1), log(10), int(-3.7), index("abc", "c"), toupper("abc"), match("foobar", /o+/), RSTART, RLENGTH
	for (i = 0; i < 1000; i++)
		print i, i * i > "work.tmp"
	close("work.tmp")
	RS = "\n"
	while ((getline line < "work.tmp") > 0)
		sum += split(line, parts, " ") * parts[2]
	print sum, getline < "nowhere", 2 ^ 53, 0.1, 1 / 3, 1e6
	exit 3
}
