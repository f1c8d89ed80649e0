import type { RunSummaryView } from '@ag06/client';
import { printable } from './printable.ts';

/** `customer=7 total=120.5`: in the order in which the workflow names them. */
export const renderAttributes = (attributes: RunSummaryView['attributes'] = {}): string =>
  Object.entries(attributes)
    .map(([name, value]) => `${name}=${printable(String(value))}`)
    .join(' ');
