import type { Failure } from '@ag06/contracts';
import type { RunEnd } from '@ag06/protocol';

export const failRun = (failure: Failure): RunEnd => ({ status: 'failed', error: JSON.stringify(failure) });
