import type { EventView } from '@ag06/client';
import { printable } from './printable.ts';
import { colourStatus } from './table.ts';

export { printable } from './printable.ts';

/** Renders an event as one line. */
export function renderEvent(event: EventView, isStyled: boolean): string {
  const time = event.at.slice(11, 23);
  const step = event.step === undefined ? '' : ` ${event.step}`;
  const attempt = event.attempt !== undefined && event.attempt > 1 ? ` (attempt ${event.attempt})` : '';
  const worker = event.worker === undefined ? '' : ` on ${event.worker}`;
  const name = typeof event.name === 'string' ? ` ${printable(event.name)}` : '';
  const error = renderError(event.error);
  const kind = event.type.split('.')[1] ?? '';
  const type = isStyled ? colourStatus(event.type, kind) : event.type;
  return `${time}  ${type}${step}${attempt}${name}${worker}${error}`;
}

/** Renders the error of an event; empty if it has none. */
function renderError(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error) || !('message' in error)) return '';
  const { code, message } = error;
  return typeof code === 'string' && typeof message === 'string'
    ? `: ${printable(code)} ${printable(message)}`
    : '';
}
