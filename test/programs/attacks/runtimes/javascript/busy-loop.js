// Computes for ever; no event is ever handled.
for (let i = 0; ; i++);
