const { imul } = Math;

/** Numbers from 0 to 1 as if by chance, the same for each state: mulberry32 (Tommy Ettinger, public domain). */
export function drawLot(state: number): { readonly lot: number; readonly next: number } {
  const next = (state + 0x6d2b79f5) | 0;
  let mixed = imul(next ^ (next >>> 15), 1 | next);
  mixed = (mixed + imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return { lot: ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296, next };
}
