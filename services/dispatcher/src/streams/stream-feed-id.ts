import { Refusal } from '@ag06/contracts';

/** A place in a stream. Without an incarnation it is one in whatever stream has the name. */
export interface StreamPlace {
  readonly position: number;
  readonly incarnation: number | undefined;
}

/** Formats `<position>.<incarnation>`. */
export const toStreamFeedId = ({ position, incarnation }: StreamPlace): string =>
  incarnation === undefined ? String(position) : `${position}.${incarnation}`;

/** Throws `Refusal` FEED_POSITION_INVALID. */
export function parseStreamFeedId(id: string): StreamPlace {
  const [, position, incarnation] = /^(\d{1,15})(?:\.(\d{1,15}))?$/.exec(id) ?? [];
  if (position !== undefined) {
    return {
      position: Number(position),
      incarnation: incarnation === undefined ? undefined : Number(incarnation),
    };
  }
  const errors = [
    { path: 'after', expected: 'a position, or the `id` of an event of the stream', got: id.slice(0, 100) },
  ];
  throw new Refusal(422, 'FEED_POSITION_INVALID', 'There is no such place in the stream.', { errors });
}
