import { connect, type Socket } from 'node:net';
import { isPush, RespFrames } from './resp-frames.ts';

/** The proxy's decisions about each command and reply on one of its connections. */
interface LinkRules {
  /** Asked once per command, when it is forwarded. An answer means that the reply shall be lost; it is called then. */
  readonly chooseLoss: (command: Buffer) => (() => void) | undefined;
  /** Asked once per reply that is not lost anyway: whether it shall be dropped, with a reset. */
  readonly dropsReply: () => boolean;
  readonly onClose: () => void;
}

/** One client's connection through the proxy to the server. */
export interface FaultLink {
  readonly hold: () => void;
  readonly release: () => void;
  /** Resets both connections (RST, not FIN): whatever was under way is lost. */
  readonly reset: () => void;
}

/**
 * Joins a client to the server. Commands and replies are counted, so the reply to a chosen command is known exactly:
 * replies to earlier commands still arrive, later commands are not forwarded, and the reset comes when the server has
 * answered. What a subscriber gets has no count; do not choose commands of such a connection.
 */
export function openLink(client: Socket, targetPort: number, rules: LinkRules): FaultLink {
  const server = connect({ port: targetPort, host: '127.0.0.1', noDelay: true });
  client.setNoDelay(true);
  const [commands, replies] = [new RespFrames(), new RespFrames()];
  const count = { forwarded: 0, answered: 0 };
  let loss: { readonly command: number; readonly done: () => void } | undefined;

  client.on('data', (chunk: Buffer) => {
    for (const command of commands.add(chunk)) {
      if (loss !== undefined) return;
      count.forwarded += 1;
      const done = rules.chooseLoss(command);
      if (done) loss = { command: count.forwarded, done };
      server.write(command);
    }
  });
  server.on('data', (chunk: Buffer) => {
    for (const reply of replies.add(chunk)) {
      if (!isPush(reply)) count.answered += 1;
      if (count.answered === loss?.command || rules.dropsReply()) return reset();
      client.write(reply);
    }
  });

  function reset(): void {
    client.resetAndDestroy();
    server.resetAndDestroy();
  }
  closeTogether(client, server, () => {
    rules.onClose();
    loss?.done();
  });
  return {
    reset,
    hold: () => void [client.pause(), server.pause()],
    release: () => void [client.resume(), server.resume()],
  };
}

/** The end of one side ends the other in the same way; `onClose` is called when both are gone. */
function closeTogether(client: Socket, server: Socket, onClose: () => void): void {
  let open = 2;
  for (const [one, other] of [
    [client, server],
    [server, client],
  ] as const) {
    one.on('error', () => other.resetAndDestroy());
    one.on('end', () => other.end());
    one.on('close', () => {
      other.destroySoon();
      open -= 1;
      if (open === 0) onClose();
    });
  }
}
