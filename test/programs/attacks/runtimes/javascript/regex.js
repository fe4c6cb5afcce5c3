// A regular expression that takes 2^40 steps to fail.
console.log(/^(a|a)*b/.test('a'.repeat(40)));
