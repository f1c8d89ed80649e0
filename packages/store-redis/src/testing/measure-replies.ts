import type { Redis } from 'ioredis';

/** A client that notes the characters of the replies to scripts. */
export interface Measured {
  readonly redis: Redis;
  readonly replies: number[];
}

/** Returns the same client, but that it measures the replies to scripts. */
export function measureReplies(redis: Redis): Measured {
  const replies: number[] = [];
  const measured = new Proxy(redis, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      if (name !== 'eval') return member.bind(target);
      return async (...args: unknown[]) => {
        const reply: unknown = await member.apply(target, args);
        replies.push(JSON.stringify(reply).length);
        return reply;
      };
    },
  });
  return { redis: measured, replies };
}
