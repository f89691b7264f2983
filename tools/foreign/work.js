// SPDX-License-Identifier: MIT
// Prints what must be the same everywhere.
function fibonacci(n) { return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2); }
var numbers = [], sorted = true, text = "", i;
for (i = 0; i < 5000; i++) numbers.push(i * 7919 % 5003);
numbers.sort(function (a, b) { return a - b; });
for (i = 1; i < numbers.length; i++) sorted = sorted && numbers[i - 1] <= numbers[i];
for (i = 0; i < 2000; i++) text += i + ",";
print(fibonacci(17), sorted, text.length, text.replace(/1(\d)/g, "<$1>").length);
print(JSON.stringify(JSON.parse('{"a":[1,2.5,"x\\u20ac"],"b":{"c":null}}')));
print(0.1 + 0.2, 1e21, 1 / 3, 5e-7, (255).toString(16), Math.sin(1), (123.456).toFixed(1), new Date(0).toISOString());
try { null.x; } catch (e) { print(e instanceof TypeError); }
