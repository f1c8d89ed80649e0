import './status-badge.css';

const TONES = new Map([
  ['completed', 'good'],
  ['failed', 'bad'],
  ['timed_out', 'bad'],
  ['open', 'bad'],
  ['paused', 'warn'],
  ['compensating', 'warn'],
  ['draining', 'warn'],
  ['half-open', 'warn'],
  ['off', 'warn'],
  ['running', 'accent'],
  ['waiting', 'accent'],
]);

/** A status in words, with a colour. */
export function StatusBadge({ status }: { readonly status: string }) {
  return <span class={`badge ${TONES.get(status) ?? 'faint'}`}>{status.replaceAll('_', ' ')}</span>;
}
