/** Labels by which a worker finds its own containers again, whatever became of the process that made them. */
export const labels = {
  worker: 'serin.worker',
  /** `sandbox`, `slot` or `delivery`. */
  role: 'serin.role',
  slot: 'serin.slot',
  fingerprint: 'serin.fingerprint',
} as const;
