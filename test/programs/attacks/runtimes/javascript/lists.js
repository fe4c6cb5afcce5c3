// Keeps ever more arrays; V8's own bound is the limit of the run.
const kept = [];
for (;;) kept.push(new Array(10_000).fill(kept.length));
