// Prints the one-time link that makes its opener the administrator, inside the auth service's container:
//   docker compose exec auth-service node set-up-link.mjs
const { AUTH_PORT = '8043', AUTH_SERVICE_SECRET = '', PUBLIC_URL = '' } = process.env;
const credentials = Buffer.from(`sgim:${AUTH_SERVICE_SECRET}`).toString('base64');
const response = await fetch(`http://127.0.0.1:${AUTH_PORT}/internal/set-up-code`, {
  method: 'POST',
  headers: { authorization: `Basic ${credentials}` },
});
if (!response.ok) throw new Error(`The auth service answers ${response.status}.`);
const { code } = await response.json();
process.stdout.write(
  code === null ? 'An administrator exists already.\n' : `${PUBLIC_URL}/sgim/app/setup#${code}\n`,
);
