import type { Failure } from '@ag06/contracts';

export const POISON: Failure = {
  code: 'POISON',
  message:
    'Three deliveries of this step were lost: its handler seems to kill its worker. See the log of the worker.',
};
