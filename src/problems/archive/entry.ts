/** One thing in a package, as its archive tells of it. Nothing of it has been checked yet. */
export interface PackageEntry {
  /** As it stands in the archive. */
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'link' | 'other';
  /** Of `other`: what it is. */
  readonly what?: string;
  /** Of a link: where it leads. */
  readonly target?: string;
  /** Read at most once, and before the next entry is asked for. */
  readonly content: () => AsyncIterable<Buffer>;
}

export const noContent = (): AsyncIterable<Buffer> => ({
  [Symbol.asyncIterator]: () => ({ next: () => Promise.resolve({ done: true, value: undefined }) }),
});
