/** What a user has beside the module of the README of @ag06/nestjs: an API, and the start. */
export const NEST_MAIN = `import 'reflect-metadata';
import { Client } from '@ag06/client';
import { Body, Controller, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module.js';
import { order } from './shop.js';

@Controller('orders')
class Orders {
  constructor(private readonly fleet: Client) {}

  @Post()
  async create(@Body() { item }: { item: string }): Promise<unknown> {
    const run = await this.fleet.submit(order, { item });
    return this.fleet.waitForOutput(run, { signal: AbortSignal.timeout(60_000) });
  }
}

@Module({ imports: [AppModule], controllers: [Orders] })
class Shop {}

async function bootstrap(): Promise<void> {
  const app = await NestFactory.create(Shop);
  app.enableShutdownHooks();
  await app.listen(0, '127.0.0.1');
  process.stdout.write(\`the shop is at \${await app.getUrl()}\\n\`);
}

void bootstrap();
`;

/** Options of the compiler as `nest new` writes them; `module` and the `type` of package.json come to them. */
export const NEST_OPTIONS = {
  rootDir: 'src',
  outDir: 'dist',
  target: 'es2023',
  types: ['node'],
  strict: true,
  skipLibCheck: true,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
};

/** How an application is compiled. */
export interface Build {
  readonly title: string;
  /** Of the compiler's options. */
  readonly module: 'nodenext' | 'commonjs';
  /** Of package.json. */
  readonly type: 'commonjs' | 'module';
  /** A folder of the tools; the compiler of this repository if it is not given. */
  readonly compiler?: string;
}

const CURRENT: readonly Build[] = [
  { title: 'CommonJS', module: 'nodenext', type: 'commonjs' },
  { title: 'ES modules', module: 'nodenext', type: 'module' },
];
/** It looks for `main` and `types`, and knows no `exports`. */
const OLDER: Build = {
  title: 'CommonJS by TypeScript 5.9',
  module: 'commonjs',
  type: 'commonjs',
  compiler: 'typescript-5.9',
};

/** What is installed of Nest, and how its applications are compiled. */
export interface Nest {
  readonly version: string;
  readonly builds: readonly Build[];
}

export const NESTS: readonly Nest[] = [
  { version: '11.2.10', builds: [...CURRENT, OLDER] },
  { version: '12.5.1', builds: CURRENT },
];
