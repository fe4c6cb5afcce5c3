/** Labels by which a worker finds its own containers again, whatever became of the process that made them. */
export const labels = {
  worker: 'serin.worker',
  /** `sandbox`, `slot` or `delivery`. */
  role: 'serin.role',
  slot: 'serin.slot',
  /** On a companion's container: which of its slot's. */
  companion: 'serin.companion',
  fingerprint: 'serin.fingerprint',
} as const;
