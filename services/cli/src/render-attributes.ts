import type { RunSummaryView } from '@ag06/client';
import { printable } from './printable.ts';

/** Renders attributes as `customer=7 total=120.5`, in the order of the definition. */
export const renderAttributes = (attributes: RunSummaryView['attributes'] = {}): string =>
  Object.entries(attributes)
    .map(([name, value]) => `${name}=${printable(String(value))}`)
    .join(' ');
