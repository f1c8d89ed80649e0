/** How a file may be sent, the smallest first. */
const ENCODINGS = ['br', 'gzip', 'identity'] as const;
export type Encoding = (typeof ENCODINGS)[number];

/**
 * Chooses the smallest form that the caller accepts, by its `Accept-Encoding`. A caller that refuses every form that there is
 * gets the plain one.
 */
export function chooseEncoding(accepted: string | undefined, has: (encoding: Encoding) => boolean): Encoding {
  const weights = new Map<string, number>();
  for (const entry of (accepted ?? '').toLowerCase().split(',', 20)) {
    const [name = '', weight] = entry.split(';', 2).map((part) => part.trim());
    weights.set(name, weight === undefined ? 1 : Number(/^q=([\d.]+)$/.exec(weight)?.[1] ?? 0));
  }
  const isAccepted = (encoding: Encoding) => (weights.get(encoding) ?? weights.get('*') ?? 0) > 0;
  return ENCODINGS.find((encoding) => has(encoding) && isAccepted(encoding)) ?? 'identity';
}
