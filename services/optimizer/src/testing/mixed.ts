/** A whole number below 2^32, as if by chance, and always the same (the finaliser of MurmurHash3). */
export function mixed(number: number): number {
  const once = Math.imul(number ^ (number >>> 16), 0x85_eb_ca_6b);
  const twice = Math.imul(once ^ (once >>> 13), 0xc2_b2_ae_35);
  return (twice ^ (twice >>> 16)) >>> 0;
}
