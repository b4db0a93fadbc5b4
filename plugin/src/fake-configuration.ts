import { type Configuration, readConfiguration } from './configuration.ts';
import { utf8 } from './fake-host.ts';

/** A configuration for unit tests: that of the product, with a service of ours or a foreign one, and more in `"Authorization"`. */
export function makeConfiguration(isOwn: boolean, authorization: object = {}): Configuration {
  const service = { WebServiceRootUrl: 'http://127.0.0.1:8043' };
  const credentials = { WebServiceUsername: 'sgim', WebServicePassword: 'door' };
  const sgim = { PublicUrl: 'https://images.example.org', TrustedProxies: '10.0.0.2' };
  const sections = {
    Authorization: { ...service, ...(isOwn ? credentials : {}), ...authorization },
    ...(isOwn ? { Sgim: sgim } : {}),
  };
  return readConfiguration(JSON.stringify(sections), utf8);
}
