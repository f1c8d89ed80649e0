import type { RunView } from '@ag06/client';
import { client } from '../../client.ts';
import { useLoad } from '../../parts/use-load.ts';
import { fillLink } from './fill-link.ts';

/** Links to the trace and the logs of a run, where the dispatcher knows their addresses. */
export function RunLinks({ run }: { readonly run: RunView }) {
  const loaded = useLoad((signal) => client.fleet.links({ signal }), []);
  if (loaded.status !== 'ready') return null;
  const { trace, logs } = loaded.value;
  const links = [
    ['Show its trace', trace],
    ['Show its logs', logs],
  ] as const;
  const known = links.flatMap(([title, template]) => {
    const address = template === undefined ? undefined : fillLink(template, run, Date.now());
    return address === undefined ? [] : [{ title, address }];
  });
  if (known.length === 0) return null;
  return (
    <div>
      <dt>Elsewhere</dt>
      {known.map(({ title, address }) => (
        <dd key={title}>
          <a href={address} target="_blank" rel="noopener noreferrer">
            {title}
          </a>
        </dd>
      ))}
    </div>
  );
}
