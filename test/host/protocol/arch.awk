# SPDX-License-Identifier: MIT
#
# Makes the host's arch.h out of the real one, so that the two cannot drift apart: every inline function
# that holds assembly, a compiler's atomic or the direct map becomes a declaration, which the model
# defines; the accesses that other harts see become the model's too (weak.h).

/^#define (load_once|store_once)\(/ {
	if (!told++)
		print "#include \"test/host/protocol/weak.h\""
	continued = /\\$/
	next
}
continued { continued = /\\$/; next }

/^static inline / { inside = 1; block = ""; head = ""; body = 0 }
inside {
	block = block $0 "\n"
	if ($0 == "{")
		body = 1
	if (!body)
		head = head $0 "\n"
	if ($0 != "}")
		next
	inside = 0
	if (block !~ /__asm__|__atomic|DIRECT_BASE/) {
		printf "%s", block
		next
	}
	gsub(/\/\*[^*]*\*\//, "", head)
	sub(/^static inline /, "", head)
	sub(/[ \t\n]*$/, "", head)
	print head ";"
	next
}
{ print }
