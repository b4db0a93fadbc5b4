import { register } from 'node:module';

/**
 * `npm run bench` compares the built product with an Orthanc without our plugin and prints a table of goals and figures. `--quick` is a
 * short run, `--only filter,audit,throughput,strangers,viewing,freshness,uploads` a part of it. The machine must be quiet: two
 * cores serve Orthanc, the service, PostgreSQL and the clients.
 */
// What it started ends with it.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));
register('./typescript-hooks.mjs', import.meta.url);
const { bench } = await import('../tests/bench/main.ts');
await bench(process.argv.slice(2), console.log);
