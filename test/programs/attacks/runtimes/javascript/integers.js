// Multiplies ever larger integers, below the engine's own bound of 2^30 bits, in calls that nothing interrupts.
const large = 3n ** (1n << 24n);
for (let i = 0n; ; i++) if ((large * (large + i)) % 7n === 9n) break;
