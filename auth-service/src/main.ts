import { describeConfig, InvalidSettings, loadConfig, writeEnvExample } from './config.ts';

const usage = `usage: main.js             serve
       main.js config      print the settings that are not secret, as JSON
       main.js env-example print every setting with its description, as .env.example`;

async function main(command: string | undefined): Promise<void> {
  if (command === undefined) {
    const config = loadConfig(process.env);
    // Most of the program: the other commands answer at once without it.
    const { serve } = await import('./serve.ts');
    await serve(config);
  } else if (command === 'config') print(JSON.stringify(describeConfig(loadConfig(process.env)), null, 2));
  else if (command === 'env-example') process.stdout.write(writeEnvExample());
  else throw new Error(usage);
}

const print = (text: string) => process.stdout.write(`${text}\n`);

main(process.argv[2]).catch((error: unknown) => {
  const isForPeople = error instanceof InvalidSettings || (error instanceof Error && error.message === usage);
  process.stderr.write(
    `${isForPeople ? error.message : error instanceof Error ? error.stack : String(error)}\n`,
  );
  process.exitCode = 1;
});
