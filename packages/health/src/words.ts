/** Seconds as people read them. */
export const inSeconds = (ms: number): string =>
  ms < 9_950 ? `${(ms / 1_000).toFixed(1)} s` : `${Math.round(ms / 1_000)} s`;

export const inPercent = (share: number): string => `${Math.round(share * 100)} %`;

export const inMebibytes = (bytes: number): string =>
  `${(bytes / 2 ** 20).toLocaleString('en', { maximumFractionDigits: 1 })} MiB`;

const NAMED_MAX = 3;

/** Returns the first few names, and the number of further ones. */
export function nameSome(names: readonly string[]): string {
  const more = names.length - NAMED_MAX;
  return more > 0 ? `${names.slice(0, NAMED_MAX).join(', ')} and ${more} more` : names.join(', ');
}
