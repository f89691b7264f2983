-- SPDX-License-Identifier: MIT
-- Sorts, formats, matches, calls deep, makes garbage, reads and writes files; prints what must be the same everywhere.
local numbers = {}
for i = 1, 20000 do numbers[i] = i * 7919 % 20011 end
table.sort(numbers)
for i = 2, #numbers do assert(numbers[i - 1] <= numbers[i]) end

local parts = {}
for i = 1, 3000 do parts[i] = string.format("%d:%x:%.3f:%g", i, i, i / 7, i * 1e10) end
local text = table.concat(parts, ",")
print(#text, select(2, text:gsub("[^,]+", "")), text:sub(-40))

local function fibonacci(n) return n < 2 and n or fibonacci(n - 1) + fibonacci(n - 2) end
local function tree(depth) return depth == 0 and {} or {tree(depth - 1), tree(depth - 1)} end
for _ = 1, 10 do tree(12) end
local sum = 0
for i in coroutine.wrap(function() for i = 1, 1000 do coroutine.yield(i) end end) do sum = sum + i end
print(fibonacci(21), sum, pcall(function() local function deep() return 1 + deep() end return deep() end))

local file = assert(io.open("work.tmp", "w+"))
for i = 1, 3000 do file:write(i, "\t", i * i, "\n") end
file:seek("set", 0)
local total = 0
for a, b in file:lines("n", "n") do total = total + a * b end
print(total, file:seek("end"), file:close(), os.rename("work.tmp", "work.new"), io.open("work.tmp"))
print(os.remove("work.new"), os.date("!%c", 86400 * 365), os.getenv("HOSTED"))
print(math.pi, 1e300 * 1e10, 2^53, 10 // 3, 7.5 % 2, string.format("%a %q %20.14f", 0.1, "a\nb", math.sin(1)))
print(utf8.char(228, 8364), ("%s"):rep(3, "-"), string.pack("<i4d", 7, 0.5):byte(1, -1))
os.exit(3)
