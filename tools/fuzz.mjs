import { register } from 'node:module';

/**
 * `npm run fuzz` throws malformed and hostile requests at the built product and says what they did to it. `--seed 42` makes the same
 * requests again, `--readers 1400 --writers 600` fewer, `--only 17,18` single ones of them, with their answers.
 */
// What it started ends with it.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));
register('./typescript-hooks.mjs', import.meta.url);
const { fuzz } = await import('../tests/fuzz/main.ts');
if (!(await fuzz(process.argv.slice(2), console.log))) process.exitCode = 1;
