/**
 * A seeded stream of random numbers, 0 <= x < 1: `sfc32` by Chris Doty-Humphrey (PractRand). Its four words of state are
 * hashed from (seed, key, attempt) with the finaliser of MurmurHash3; the first 12 numbers are discarded, as the author
 * of sfc32 advises.
 */
export function stream(seed: number, key: number, attempt: number): () => number {
  const low = seed >>> 0;
  const high = Math.floor(seed / 0x1_0000_0000) >>> 0;
  let a = mix(low ^ 0x9e37_79b9);
  let b = mix(a ^ high);
  let c = mix(b ^ key);
  let d = mix(c ^ attempt) | 1;

  const next = () => {
    const sum = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 0x1_0000_0000;
  };
  for (let i = 0; i < 12; i++) next();
  return next;
}

function mix(word: number): number {
  let h = word >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85eb_ca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2_ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
