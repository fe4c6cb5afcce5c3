// Memory outside V8's heap, which its bound does not count.
const kept = [];
for (;;) kept.push(Buffer.alloc(1 << 20, 'x'));
