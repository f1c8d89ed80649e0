import { useRoute } from 'preact-iso';
import { client } from '../client.ts';
import { useFeed } from '../live/use-live.ts';
import { Answer } from '../parts/answer.tsx';
import { formatBytes, formatCount } from '../parts/format.ts';
import { Freshness } from '../parts/freshness.tsx';
import { Shown } from '../parts/shown.tsx';
import { useLoad } from '../parts/use-load.ts';
import { StreamEvents } from './stream-events.tsx';
import { StreamGroups } from './stream-groups.tsx';
import { toStreamAnswer } from './to-stream-answer.ts';

/** Groups settle what they read without an event. */
const EVERY_MS = 5_000;

/** One stream: whether its groups keep up, its events, and what could not be processed. */
export function Stream() {
  const name = useRoute().params.name ?? '';
  const loaded = useLoad(
    async (signal) => {
      const [stream, groups] = await Promise.all([
        client.streams.get(name, { signal }),
        client.streams.groups(name, { signal }),
      ]);
      return { stream, groups: groups.items };
    },
    [name],
    { everyMs: EVERY_MS },
  );
  useFeed((signal) => client.streams.feed(name, {}, { signal }), `stream ${name}`, loaded.reload);
  const answer =
    loaded.status === 'ready'
      ? toStreamAnswer(loaded.value.stream, loaded.value.groups, Date.now())
      : { text: '', tone: 'plain' as const };
  return (
    <>
      <Answer title={`Stream ${name}`} tone={answer.tone}>
        {answer.text}
      </Answer>
      <Freshness of={loaded} everyMs={EVERY_MS} isFollowing />
      <Shown of={loaded}>
        {({ stream, groups }) => (
          <>
            <p class="faint">
              {formatBytes(stream.bytes)} in the store.{' '}
              {stream.types
                .slice(0, 8)
                .map(({ type, count }) => `${type}: ${formatCount(count)}`)
                .join(', ')}
            </p>
            {stream.incomplete !== undefined && (
              <div class="notice bad">
                <code>{stream.incomplete.code}</code> {stream.incomplete.message}
              </div>
            )}
            <StreamGroups name={name} groups={groups} onDone={loaded.reload} />
            <StreamEvents
              key={name}
              name={name}
              last={stream.last.position}
              types={stream.types.map(({ type }) => type)}
            />
          </>
        )}
      </Shown>
    </>
  );
}
