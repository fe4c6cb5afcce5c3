// Hides memory behind weak references and finalisers that bring it back.
const saved = [];
const registry = new FinalizationRegistry((held) => saved.push(held, Buffer.alloc(1 << 20, 'x')));
const step = () => {
  for (let i = 0; i < 4; i++) {
    const data = Buffer.alloc(1 << 20, 'x');
    registry.register({ data }, data);
    saved.push(new WeakRef(data));
  }
  setImmediate(step);
};
step();
