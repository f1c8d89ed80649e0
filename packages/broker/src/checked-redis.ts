import { Redis, type RedisOptions } from 'ioredis';

/** The state that ioredis keeps of a connection that begins. */
interface Beginning {
  readonly condition?: { readonly handshake?: boolean } | null;
}
type Command = Parameters<Redis['sendCommand']>[0];

/** Whether ioredis goes on when this part of a connection's beginning was refused. */
function isPassedOver(name: string, { message }: Error): boolean {
  switch (name) {
    // It stays with database 0, where another fleet may live.
    case 'select':
      return true;
    // It warns on the console, and uses a server that did not look at the password.
    case 'auth':
      return /without any password configured|no password is set|wrong number of arguments/.test(message);
    // It takes a server that still loads its data for one that is ready.
    case 'info':
      return message.includes('NOPERM');
    default:
      return false;
  }
}

/**
 * A client that is ready only when the server has done what a connection begins with. What was refused is told as an
 * error and the connection is made anew; nothing else is sent over it. The names that it gives itself (CLIENT) do not count:
 * nothing depends on them.
 */
export class CheckedRedis extends Redis {
  /** Also the connections that BullMQ and subscriptions make of this one. */
  override duplicate(override?: Partial<RedisOptions>): Redis {
    return new CheckedRedis({ ...this.options, ...override } as RedisOptions & { replyMapping?: 'legacy' });
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
