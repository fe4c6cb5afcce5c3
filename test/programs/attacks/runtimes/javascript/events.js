// Starves its own event loop with microtasks: timers and streams never get their turn.
setTimeout(() => process.exit(0), 1);
const again = () => Promise.resolve().then(again);
again();
