/** Labels by which Serin knows its own images on an engine, wherever they came from. */
export const labels = {
  /** `python-3.13` */
  runtime: 'serin.runtime',
  /** The parsed runtime.yaml as canonical JSON: a worker needs the image and no folder of recipes. */
  manifest: 'serin.manifest',
  /** On throw-away containers of this room. */
  role: 'serin.role',
} as const;
