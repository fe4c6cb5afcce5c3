// Makes ever more code and keeps it: source, bytecode and, for what is called often, machine code.
const kept = [];
for (let i = 0; ; i++) {
  const made = new Function(
    'a',
    `let s = 0; for (let i = 0; i < 100; i++) s += (a ^ ${i}) * i % ${i + 7}; return s; /* ${'x'.repeat(2000)} */`,
  );
  for (let n = 0; n < 50; n++) made(n);
  kept.push(made);
}
