# SPDX-License-Identifier: MIT
# Prints what must be the same everywhere.
proc fibonacci {n} {expr {$n < 2 ? $n : [fibonacci [expr {$n - 1}]] + [fibonacci [expr {$n - 2}]]}}
puts "$argv [fibonacci 16] [lsort -integer {3 1 2}] [regexp -inline {(\w+)@(\w+)} me@host] [string map {a b} banana]"
puts [format "%5.2f|%-5s|%05d|%x|%e" 3.14159 ab 42 255 12345.678]
file mkdir folder
set file [open folder/old w]
for {set i 0} {$i < 1000} {incr i} {puts $file "line $i"}
close $file
file rename folder/old folder/new
set file [open folder/new]
while {[gets $file line] >= 0} {set sum [expr {[string length $line] + [tell $file]}]}
puts "$sum [eof $file] [file size folder/new] [file isdirectory folder] [file tail [file normalize folder/new]]"
close $file
puts "[glob folder/*] [catch {file delete folder}] [file delete folder/new folder] [file exists folder]"
puts "[catch {open nowhere} text] $text [clock format 0 -format %Y] [dict get {a 1 b 2} b] [expr {1.0 / 3}]"
exit 4
