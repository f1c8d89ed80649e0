import type { Broker } from '../project.ts';

const REDIS = `  redis:
    image: redis:7.2.5-bookworm
    # No eviction: an evicted key would be a lost run.
    command: [redis-server, --appendonly, "yes", --maxmemory-policy, noeviction]
    healthcheck: { test: [CMD, redis-cli, ping], interval: 2s, timeout: 2s, retries: 15 }
    volumes: [data:/data]
    ports: ["127.0.0.1:6379:6379"]
`;

const POSTGRES = `  postgres:
    image: postgres:16-bookworm
    environment: { POSTGRES_USER: ag06, POSTGRES_PASSWORD: ag06, POSTGRES_DB: ag06 }
    healthcheck: { test: [CMD, pg_isready, -U, ag06], interval: 2s, timeout: 2s, retries: 15 }
    volumes: [data:/var/lib/postgresql/data]
    ports: ["127.0.0.1:5432:5432"]
`;

/** compose.yaml: a server, and the fleet of this folder on it. An embedded project gets Redis, for the day when it grows. */
export function compose(broker: Broker): string {
  const isPostgres = broker === 'postgres';
  const url = isPostgres ? 'postgres://ag06:ag06@postgres:5432/ag06' : 'redis://redis:6379';
  const command = isPostgres
    ? 'npx ag06 migrate && exec npx ag06 up --workers 2'
    : 'exec npx ag06 up --workers 2';
  return `# The fleet of this folder on a server of its own: npm install && docker compose up
services:
${isPostgres ? POSTGRES : REDIS}
  fleet:
    image: node:24-bookworm-slim
    working_dir: /app
    volumes: [".:/app"]
    command: [sh, -c, "${command}"]
    environment:
      AG06_BROKER_URL: ${url}
      # The API asks for no keys: it is published on the loopback of this machine alone.
      AG06_HTTP_HOST: 0.0.0.0
      AG06_HTTP_OPEN: "yes"
    ports: ["127.0.0.1:4606:4606"]
    depends_on: { ${isPostgres ? 'postgres' : 'redis'}: { condition: service_healthy } }
    init: true

volumes:
  data:
`;
}
