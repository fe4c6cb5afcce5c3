// Waits for a promise that nobody keeps: nothing is left to do, and the program has not come to its end.
console.log('held');
(async () => {
  process.exitCode = 13;
  await new Promise(() => {});
  console.log('never said');
})();
