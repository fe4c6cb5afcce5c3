// Spins in a handler that runs at the end, after the answer was written.
process.on('exit', () => {
  for (;;);
});
console.log('held');
