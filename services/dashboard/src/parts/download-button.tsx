import { useState } from 'preact/hooks';
import { ErrorNotice } from './error-notice.tsx';

/**
 * Reads a file by the client, as every request of the page is made, and gives it to the browser to keep. A link could not send
 * what a log-in adds to requests.
 */
export function DownloadButton({
  name,
  about,
  read,
}: {
  /** Of the file. */
  readonly name: string;
  /** What is in it: the name of the button for screen readers. */
  readonly about: string;
  /** Resolves with its parts, JSON in UTF-8. */
  readonly read: () => Promise<BlobPart[]>;
}) {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const download = async () => {
    setBusy(true);
    setError(undefined);
    try {
      save(name, await read());
    } catch (caught) {
      setError(caught);
    }
    setBusy(false);
  };
  return (
    <>
      <button type="button" aria-label={`Download it: ${about}`} disabled={isBusy} onClick={download}>
        {isBusy ? 'Downloading …' : 'Download it'}
      </button>
      {error !== undefined && <ErrorNotice error={error} />}
    </>
  );
}

/** Browsers read a file that they were given for some time after the click. */
const KEPT_MS = 60_000;

function save(name: string, parts: BlobPart[]): void {
  const address = URL.createObjectURL(new Blob(parts, { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MS);
}
