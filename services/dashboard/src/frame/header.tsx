import { useEffect, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { client, connection } from '../client.ts';
import type { ConnectionState } from '../live/connection.ts';
import { useLoad } from '../parts/use-load.ts';
import { findRun } from './find-run.ts';
import './header.css';

const HEALTH_EVERY_MS = 5_000;
const STATES: Readonly<Record<ConnectionState, string>> = {
  connecting: 'connecting',
  live: 'live',
  reconnecting: 'reconnecting …',
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
  if (health.status !== 'ready') return <span class="health faint">health unknown</span>;
  const { status, score } = health.value;
  return (
    <a class={`health ${status}`} href="/">
      Fleet: {status === 'ok' ? 'well' : status}, {Math.round(score)} of 100
    </a>
  );
}

function Search() {
  const { route } = useLocation();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const { currentTarget: form } = event;
    if (!(form instanceof HTMLFormElement)) return;
    const address = findRun(String(new FormData(form).get('sought') ?? ''));
    if (address === undefined) return;
    form.reset();
    route(address);
  };
  return (
    <search class="search">
      <form onSubmit={submit}>
        <input
          type="search"
          name="sought"
          aria-label="Find a run by its id or its correlation id"
          placeholder="Run id or correlation id"
          autocomplete="off"
          spellcheck={false}
        />
        <button type="submit">Find</button>
      </form>
    </search>
  );
}

function ConnectionSign() {
  const [state, setState] = useState(connection.state);
  useEffect(() => {
    const update = () => setState(connection.state);
    update();
    return connection.subscribe(update);
  }, []);
  return (
    <span class={`connection ${state}`} role="status">
      {STATES[state]}
    </span>
  );
}
