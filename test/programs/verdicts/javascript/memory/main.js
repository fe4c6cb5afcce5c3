// Numbers in plain arrays lie on V8's own heap, which has a limit of its own.
const blocks = [];
for (let i = 0; i < 1024; i += 1) blocks.push(new Array(1 << 17).fill(i));
console.log(42);
