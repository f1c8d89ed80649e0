import { readConfig as readWorkerConfig } from '@ag06/agent-worker';
import { readConfig as readDispatcherConfig } from '@ag06/dispatcher';
import { startRedis } from '@ag06/test-support';
import { describe, expect, it, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { WORKER_HAND_BACK_MS } from '../drain.ts';
import { listFiles, readText } from '../repository.ts';
import { findFaults } from './compose-schema.ts';
import { type ComposeService, readCompose, toMilliseconds } from './read-compose.ts';

const GIVEN = { GRAFANA_PASSWORD: 'a-password' };
const compose = readCompose(GIVEN);
const SERVICES = ['dispatcher', 'agent-worker', 'optimizer'];

function service(name: string): ComposeService {
  const found = compose.services[name];
  if (!found) throw new Error(`There is no service ${name}.`);
  return found;
}

describe('the compose file', () => {
  it('fits the schema of the Compose Specification', () => {
    expect(findFaults(compose)).toEqual([]);
  });

  it('is refused by that schema once a key is misspelt', () => {
    const broken = { services: { redis: { ...service('redis'), stop_grace_periode: '30s' } } };
    expect(findFaults(broken)).not.toEqual([]);
  });

  it('asks for the password that has no default', () => {
    expect(() => readCompose({})).toThrow(/GRAFANA_PASSWORD/);
  });

  it('mounts only files that exist', () => {
    const mounted = Object.values(compose.services)
      .flatMap(({ volumes = [] }) => volumes)
      .map((volume) => volume.split(':')[0] ?? '');
    const folders = mounted
      .filter((source) => source.startsWith('../'))
      .map((source) => `deploy/${source.slice(3)}`);
    for (const path of folders)
      expect(/\.\w+$/.test(path) ? [readText(path)] : listFiles(path, /./)).not.toEqual([]);
    for (const name of mounted.filter((source) => !source.startsWith('.')))
      expect(Object.keys(compose.volumes)).toContain(name);
  });

  it('explains each of its variables in .env.example', () => {
    const used = new Set(
      [...readText('deploy/compose/compose.yaml').matchAll(/\$\{(\w+)/g)].map(([, name]) => name),
    );
    const explained = [...readText('deploy/compose/.env.example').matchAll(/^(?:# )?([A-Z]\w+)=/gm)];
    expect(explained.map(([, name]) => name).sort()).toEqual([...used].sort());
  });
});

describe('the Redis of the compose file', () => {
  test('persists acknowledged writes and evicts nothing, as a real Redis reports of its configuration', async () => {
    const [binary, ...args] = service('redis').command ?? [];
    expect(binary).toBe('redis-server');
    await using server = await startRedis({ appendonly: false, args });
    const redis = new Redis(server.url);
    const read = async (name: string) => ((await redis.config('GET', name)) as string[])[1];
    expect(await read('appendonly')).toBe('yes');
    expect(await read('appendfsync')).toBe('everysec');
    expect(await read('maxmemory-policy')).toBe('noeviction');
    expect(await read('maxmemory')).toBe(String(2 ** 30));
    await redis.quit();
  });

  it('is on a network that only the services share, and publishes no port', () => {
    expect(service('redis').ports).toBeUndefined();
    expect(service('redis').networks).toEqual(['store']);
    expect(compose.networks.store).toEqual({ internal: true });
    const others = Object.keys(compose.services).filter((name) => service(name).networks?.includes('store'));
    expect(others.sort()).toEqual([...SERVICES, 'redis'].sort());
  });
});

describe('the services of the compose file', () => {
  it('publish ports on loopback only', () => {
    const ports = Object.values(compose.services).flatMap(({ ports: some = [] }) => some);
    expect(ports.length).toBeGreaterThan(0);
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:[\d-]+:\d+$/);
  });

  it('are two dispatchers with a port each, any number of workers, and an optimizer', () => {
    expect(service('dispatcher').deploy?.replicas).toBe(2);
    expect(service('dispatcher').ports).toEqual(['127.0.0.1:4606-4607:4606']);
    expect(service('agent-worker').deploy?.replicas).toBe(2);
    expect(readCompose({ ...GIVEN, WORKERS: '8' }).services['agent-worker']?.deploy?.replicas).toBe(8);
    expect(service('optimizer').deploy?.replicas).toBe(1);
  });

  test.each(SERVICES)('%s waits for a healthy Redis and can write to nothing but /tmp', (name) => {
    const { depends_on, read_only, cap_drop, security_opt, build } = service(name);
    expect(depends_on?.redis).toEqual({ condition: 'service_healthy' });
    expect({ read_only, cap_drop }).toEqual({ read_only: true, cap_drop: ['ALL'] });
    expect(security_opt).toContain('no-new-privileges:true');
    expect(build?.args).toEqual({ SERVICE: name });
    expect(compose.services.redis?.healthcheck?.test).toEqual(['CMD', 'redis-cli', 'ping']);
  });

  it('have valid settings, and more time to stop than they need', () => {
    const dispatcher = readDispatcherConfig(service('dispatcher').environment ?? {});
    const worker = readWorkerConfig(service('agent-worker').environment ?? {});
    if (!dispatcher.ok || !worker.ok) throw new Error(JSON.stringify([dispatcher, worker]));
    expect(worker.config.concurrency).toBe(50);
    const graceOf = (name: string) => toMilliseconds(service(name).stop_grace_period ?? '');
    expect(graceOf('dispatcher')).toBeGreaterThan(dispatcher.config.drainTimeoutMs);
    expect(graceOf('agent-worker')).toBeGreaterThan(worker.config.drainTimeoutMs + WORKER_HAND_BACK_MS);
  });

  it('name every image with a version', () => {
    for (const { image = '', build } of Object.values(compose.services))
      if (!build) expect(image).toMatch(/^[\w./-]+:v?\d+\.\d+\.\d+/);
  });
});
