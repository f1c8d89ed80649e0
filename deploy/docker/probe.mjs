// The health check of an image: exits with 0 if the service in this container says that it is ready, or else with 1.
const { env } = process;
const port = env.AG06_HEALTH_PORT || env.AG06_HTTP_PORT || '4606';

try {
  const answer = await fetch(`http://127.0.0.1:${port}/health/ready`, { signal: AbortSignal.timeout(2_500) });
  console.log(await answer.text());
  process.exitCode = answer.ok ? 0 : 1;
} catch (error) {
  console.log(String(error));
  process.exitCode = 1;
}
