import { setImmediate as breathe } from 'node:timers/promises';
import type { Pieces } from '../domain/steps.ts';

/** Pauses of this process: whatever waits in the event loop has its turn. */
export const pieces: Pieces = { breathe: () => breathe(), monotonic: () => performance.now() };
