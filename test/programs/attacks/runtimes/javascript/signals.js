// Takes every signal that can be taken, does nothing about it, and computes for ever.
for (const name of Object.keys(require('node:os').constants.signals)) {
  try {
    process.on(name, () => {});
  } catch {
    // SIGKILL and SIGSTOP cannot be.
  }
}
for (;;);
