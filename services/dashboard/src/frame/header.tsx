import { client } from '../client.ts';
import type { ConnectionState } from '../live/connection.ts';
import { useConnection } from '../live/use-connection.ts';
import { formatDistance } from '../parts/format.ts';
import { useLoad } from '../parts/use-load.ts';
import { useNow } from '../parts/use-now.ts';
import './header.css';
import { Search } from './search/search.tsx';

const HEALTH_EVERY_MS = 5_000;
const STATES: Readonly<Record<ConnectionState, string>> = {
  connecting: 'connecting',
  live: 'live',
  reconnecting: 'reconnecting …',
  refused: 'not logged in',
};

/** Above every page: how the fleet is, a search, and whether the page is live. */
export function Header() {
  return (
    <header class="top">
      <a class="brand" href="/">
        AG06
      </a>
      <FleetHealth />
      <Search />
      <ConnectionSign />
    </header>
  );
}

function FleetHealth() {
  const health = useLoad((signal) => client.health({ signal }), [], { everyMs: HEALTH_EVERY_MS });
  const now = useNow();
  const isLost = useConnection() === 'reconnecting';
  if (health.status !== 'ready') return <span class="health faint">health unknown</span>;
  const { status, score } = health.value;
  const told = `${status === 'ok' ? 'well' : status}, ${Math.round(score)} of 100`;
  if (isLost || health.error !== undefined)
    return (
      <a class="health faint" href="/">
        Fleet: was {told}, {formatDistance(health.at, Math.max(now, health.at))}
      </a>
    );
  return (
    <a class={`health ${status}`} href="/">
      Fleet: {told}
    </a>
  );
}

function ConnectionSign() {
  const state = useConnection();
  return (
    <span class={`connection ${state}`} role="status">
      {STATES[state]}
    </span>
  );
}
