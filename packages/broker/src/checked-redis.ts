import { Redis, type RedisOptions } from 'ioredis';

/** The state in which ioredis keeps a connection that begins. */
interface Beginning {
  readonly condition?: { readonly handshake?: boolean } | null;
}
type Command = Parameters<Redis['sendCommand']>[0];

/** Whether ioredis goes on after the server refused this part of a connection's beginning. */
function isPassedOver(name: string, { message }: Error): boolean {
  switch (name) {
    // It stays with database 0, where another fleet may live.
    case 'select':
      return true;
    // It warns on the console, and uses a server that did not check the password.
    case 'auth':
      return /without any password configured|no password is set|wrong number of arguments/.test(message);
    // It treats a server that still loads its data as ready.
    case 'info':
      return message.includes('NOPERM');
    default:
      return false;
  }
}

/**
 * A client that is ready only when the server has done everything a connection begins with. A refusal is reported as an
 * error and the connection is made anew; nothing else is sent over it. The names that the client gives itself (CLIENT)
 * do not matter, because nothing depends on them.
 */
export class CheckedRedis extends Redis {
  readonly #copies = new Set<Redis>();

  /** Also for the connections that BullMQ and subscriptions duplicate from this one. */
  override duplicate(override?: Partial<RedisOptions>): Redis {
    const copy = new CheckedRedis({ ...this.options, ...override } as RedisOptions & {
      replyMapping?: 'legacy';
    });
    this.#copies.add(copy);
    copy.once('end', () => this.#copies.delete(copy));
    return copy;
  }

  /**
   * Ends its copies too, unless it comes back: a consumer whose commands are refused never closes its own. ioredis tells
   * no end between two attempts to connect, only as before the first, and who waits for it would wait for ever.
   */
  override disconnect(reconnect = false): void {
    if (!reconnect && this.status === 'reconnecting') this.status = 'wait';
    super.disconnect(reconnect);
    if (reconnect) return;
    for (const copy of this.#copies) copy.disconnect();
  }

  override sendCommand(...args: Parameters<Redis['sendCommand']>): unknown {
    if ((this as unknown as Beginning).condition?.handshake === true) this.#check(args[0]);
    return super.sendCommand(...args);
  }

  #check(command: Command): void {
    const { name, reject } = command;
    command.reject = (error: Error) => {
      if (!isPassedOver(name, error)) return reject(error);
      // Without an answer the connection never becomes ready.
      if (this.listenerCount('error') > 0) this.emit('error', error);
      this.disconnect(true);
    };
  }
}
