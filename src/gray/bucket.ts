import murmurHash3 from 'murmurhash3js-revisited';

export const bucketCount = 10_000;

/** Written over by every draw; a draw is over before the next begins. */
const scratch = Buffer.alloc(8_192);

/** Each part with its length in bytes before it (u32, little endian), so that `a` + `bc` and `ab` + `c` differ. */
const lengthPrefixed = (parts: readonly string[]): Buffer => {
  // A UTF-16 unit is three bytes at most.
  const most = parts.reduce((sum, part) => sum + 4 + part.length * 3, 0);
  const bytes = most <= scratch.length ? scratch : Buffer.alloc(most);
  let end = 0;
  for (const part of parts) {
    const length = bytes.write(part, end + 4, 'utf8');
    bytes.writeUInt32LE(length, end);
    end += 4 + length;
  }
  return bytes.subarray(0, end);
};

/** murmur3_x86_32 with seed 0; an unsigned 32-bit integer. */
export const murmur3 = (bytes: Buffer): number => murmurHash3.x86.hash32(bytes) >>> 0;

/**
 * The bucket of one sticky value under one seed: 0…9999. The hash is scaled to the range (hash × 10000 ÷ 2³², rounded down), so no
 * bucket is larger than another by more than one hash value in 429 496.
 */
export const bucketOf = (seed: string, tenant: string, sticky: string): number =>
  Math.floor((murmur3(lengthPrefixed([seed, tenant, sticky])) * bucketCount) / 2 ** 32);
