import type { LinksView, RunView } from '@ag06/client';
import { fillLink } from './fill-link.ts';

/** Links to the trace and the logs of a run, where the dispatcher knows their addresses. */
export function RunLinks({ run, links }: { readonly run: RunView; readonly links: LinksView }) {
  const templates = [
    ['Show its trace', links.trace],
    ['Show its logs', links.logs],
  ] as const;
  const known = templates.flatMap(([title, template]) => {
    const address = template === undefined ? undefined : fillLink(template, run, Date.now());
    return address === undefined ? [] : [{ title, address }];
  });
  if (known.length === 0) return null;
  return (
    <div class="elsewhere">
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
