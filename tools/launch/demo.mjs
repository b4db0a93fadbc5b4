import { generateDemo } from '../demo/index.mjs';
import { Failure } from '../failure.mjs';

/**
 * Imports the generated studies through the front door; what is there already stays as it is.
 * @param {import('./settings.mjs').Settings} settings
 * @param {import('./service.mjs').AuthService} service
 * @returns {Promise<number>} how many images were new
 * @throws {Failure}
 */
export async function importDemo({ HTTP_PORT: port }, service) {
  const token = await service.createToken({ name: 'demo', permissions: ['upload'], validSeconds: 600 });
  let stored = 0;
  for await (const { name, bytes } of generateDemo()) {
    const response = await fetch(`http://127.0.0.1:${port}/instances`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: bytes,
    });
    if (!response.ok)
      throw new Failure(`Orthanc refuses the demonstration image ${name} (${response.status}).`);
    if ((await response.json()).Status === 'Success') stored += 1;
  }
  return stored;
}
