/** The least Node that runs services and the TypeScript of agents, as `engines` of the packages say. */
const NEEDED = [22, 19] as const;

/** A process on a Node that is too old for the libraries of a fleet. The message has the remedy. */
class NodeError extends Error {
  override readonly name = 'NodeError';
  readonly code = 'NODE_TOO_OLD';
}

/** Throws NODE_TOO_OLD. Imported before all else, so that nothing fails first for the same reason. */
export function requireNode(node: string): void {
  const [major = 0, minor = 0] = node.split('.').map(Number);
  if (major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1])) return;
  const needed = NEEDED.join('.');
  throw new NodeError(
    `NODE_TOO_OLD: @ag06/worker, @ag06/test-fleet and @ag06/nestjs need Node ${needed} or newer, and this is ${node}. Install a newer Node: https://nodejs.org`,
  );
}

requireNode(process.versions.node);
