import murmurHash3 from 'murmurhash3js-revisited';

export const bucketCount = 10_000;

/** Each part with its length in bytes before it (u32, little endian), so that `a` + `bc` and `ab` + `c` differ. */
const lengthPrefixed = (parts: readonly string[]): Buffer =>
  Buffer.concat(
    parts.flatMap((part) => {
      const bytes = Buffer.from(part, 'utf8');
      const length = Buffer.alloc(4);
      length.writeUInt32LE(bytes.length);
      return [length, bytes];
    }),
  );

/** murmur3_x86_32 with seed 0; an unsigned 32-bit integer. */
export const murmur3 = (bytes: Buffer): number => murmurHash3.x86.hash32(bytes) >>> 0;

/**
 * The bucket of one sticky value under one seed: 0…9999. The hash is scaled to the range (hash × 10000 ÷ 2³², rounded down), so no
 * bucket is larger than another by more than one hash value in 429 496.
 */
export const bucketOf = (seed: string, tenant: string, sticky: string): number =>
  Math.floor((murmur3(lengthPrefixed([seed, tenant, sticky])) * bucketCount) / 2 ** 32);
