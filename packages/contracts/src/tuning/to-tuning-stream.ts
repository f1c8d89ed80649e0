/** The longest name of a stream. */
const NAME_MAX = 128;

/** Returns the stream of the default tenant that tells about the tuning of an agent; undefined: the agent's name is too long for one. */
export function toTuningStream(agent: string): string | undefined {
  const stream = `tuning.${agent}`;
  return stream.length <= NAME_MAX ? stream : undefined;
}
