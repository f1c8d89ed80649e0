/** Seeds for tuning and seeds for judging have nothing in common. */
const FIRST = { tuning: 1, judging: 900_001 } as const;
type SeedKind = keyof typeof FIRST;

interface Seeds {
  readonly kind: SeedKind;
  readonly seeds: readonly number[];
}

/** Parses `judging:10`, or `tuning:5+20` for five seeds after the first twenty. */
export function parseSeeds(text: string): Seeds {
  const match = /^(tuning|judging):([1-9]\d*)(?:\+(\d+))?$/.exec(text);
  if (match === null) throw new Error(`--seeds: expected tuning:N or judging:N with N above 0, got ${text}`);
  const kind = match[1] === 'tuning' ? 'tuning' : 'judging';
  const first = FIRST[kind] + Number(match[3] ?? 0);
  return { kind, seeds: Array.from({ length: Number(match[2]) }, (_, i) => first + i) };
}
