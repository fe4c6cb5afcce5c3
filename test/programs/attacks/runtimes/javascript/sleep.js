// Waits for a day without using the CPU.
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 86_400_000);
