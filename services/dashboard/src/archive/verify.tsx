import { useEffect, useRef, useState } from 'preact/hooks';
import { client } from '../client.ts';
import { ErrorNotice } from '../parts/error-notice.tsx';
import { formatBytes, formatNoun } from '../parts/format.ts';
import { addVerified, NOTHING_VERIFIED, type Verified } from './add-verified.ts';

/** Reads every segment whole, page by page, and tells which are broken or gone. */
export function Verify() {
  const [verified, setVerified] = useState<Verified>();
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const stop = useRef<AbortController>(undefined);
  useEffect(() => () => stop.current?.abort(), []);
  const verify = async () => {
    const controller = new AbortController();
    stop.current = controller;
    setBusy(true);
    setError(undefined);
    let sum = NOTHING_VERIFIED;
    setVerified(sum);
    try {
      for await (const page of client.archive.verify({ signal: controller.signal })) {
        sum = addVerified(sum, page);
        setVerified(sum);
      }
    } catch (caught) {
      if (!controller.signal.aborted) setError(caught);
    }
    setBusy(false);
  };
  return (
    <>
      <h2>Is it whole?</h2>
      <p class="buttons">
        <button type="button" disabled={isBusy} onClick={verify}>
          Read all of it
        </button>
        {isBusy && (
          <button type="button" onClick={() => stop.current?.abort()}>
            Stop
          </button>
        )}
      </p>
      {verified !== undefined && <Findings verified={verified} />}
      {error !== undefined && <ErrorNotice error={error} onRetry={verify} />}
    </>
  );
}

function Findings({
  verified: { segments, runs, bytes, broken, vanished, isEnd },
}: {
  readonly verified: Verified;
}) {
  const isWhole = broken.length === 0 && (vanished?.segments ?? 0) === 0;
  return (
    <div role="status" class={isWhole ? '' : 'tone-bad'}>
      <p>
        {isEnd ? '' : 'So far: '}
        {formatNoun(segments, 'segment')}, {formatNoun(runs, 'run')}, {formatBytes(bytes)} read;{' '}
        {isWhole ? 'all as they were written.' : `${formatNoun(broken.length, 'segment')} broken.`}
      </p>
      {vanished !== undefined && vanished.segments > 0 && (
        <p>
          {formatNoun(vanished.segments, 'segment')} with {formatNoun(vanished.runs, 'run')} not there any
          more. Bring them back from a backup{vanished.id !== undefined && `: one ends with ${vanished.id}`}.
        </p>
      )}
      <ul>
        {broken.map(({ segment, code, message }) => (
          <li key={segment}>
            <code>{segment}</code> <code>{code}</code> {message}
          </li>
        ))}
      </ul>
    </div>
  );
}
