import { writeFile } from 'node:fs/promises';
import { DASHBOARDS, toFileText } from './index.ts';

for (const dashboard of DASHBOARDS) {
  const file = new URL(`../dashboards/${dashboard.name}.json`, import.meta.url);
  await writeFile(file, toFileText(dashboard));
  console.log(`deploy/grafana/dashboards/${dashboard.name}.json`);
}
