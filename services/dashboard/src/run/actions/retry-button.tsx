import type { RunView } from '@ag06/client';
import { client } from '../../client.ts';
import { ActButton } from '../act-button.tsx';

/** Tries a failed run again from its failed steps. What has completed stays. */
export function RetryButton({ run: { runId } }: { readonly run: RunView }) {
  return (
    <ActButton isPrimary perform={() => client.retry(runId)}>
      Retry
    </ActButton>
  );
}
