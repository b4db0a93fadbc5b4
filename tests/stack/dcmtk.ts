import { join } from 'node:path';
import { runCommand } from '../../tools/command.mjs';
import { provision } from '../../tools/runtime/index.mjs';

const root = join(import.meta.dirname, '../..');

/**
 * Runs one of DCMTK's programs (`storescu`, `dcm2img`, …) to its end.
 * `dcm2pnm` is `dcm2img` there: the old name is a wrapper that looks for it beside the loader.
 * @returns its exit code and everything it printed, in no particular order of streams
 */
export async function runDcmtk(
  name: string,
  args: string[],
): Promise<{ code: number | null; output: string }> {
  const runtime = await provision({ root, log: () => {}, withDcmtk: true });
  const program = runtime.run(name);
  const { code, stdout, stderr } = await runCommand(program.command, [...program.args, ...args], {
    env: program.env,
  });
  return { code, output: stdout + stderr };
}
