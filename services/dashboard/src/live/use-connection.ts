import { useEffect, useState } from 'preact/hooks';
import { connection } from '../client.ts';
import type { ConnectionState } from './connection.ts';

/** Returns whether the dispatcher answers, as the requests of the page tell. */
export function useConnection(): ConnectionState {
  const [state, setState] = useState(connection.state);
  useEffect(() => {
    const update = () => setState(connection.state);
    update();
    return connection.subscribe(update);
  }, []);
  return state;
}
