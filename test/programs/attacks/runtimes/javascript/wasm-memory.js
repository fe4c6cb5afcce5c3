// Memory of WebAssembly: reserved by the ten gigabytes of addresses each, and written to.
const kept = [];
for (;;) {
  const memory = new WebAssembly.Memory({ initial: 64, maximum: 65_536 });
  new Uint8Array(memory.buffer).fill(1);
  kept.push(memory);
}
