import { readConfiguration } from './configuration.ts';
import { makeHandOver } from './door/hand-over.ts';
import { securityHeaders } from './door/headers.ts';
import { makeIcon, makeUi, redirectToApp } from './door/ui.ts';
import { makeEcosystemRoutes } from './ecosystem/routes.ts';
import { makeWebService } from './ecosystem/web-service.ts';
import { anonymizationRoutes, makeAnonymization } from './gate/anonymization.ts';
import { makeGate } from './gate/gate.ts';
import { makeOwners } from './gate/owners.ts';
import { makeProfiles } from './gate/profile.ts';
import { makeResourceTokens } from './gate/resource-tokens.ts';
import { makeStudies } from './gate/studies.ts';
import { makeQuietLog } from './quiet-log.ts';
import { makeService } from './service.ts';

const configuration = readConfiguration(orthanc.configuration(), orthanc.utf8);
const security = securityHeaders(configuration.publicOrigin);
const service = makeService(orthanc, configuration.service);
const webService = makeWebService(orthanc, service, configuration.service);
const studies = makeStudies(orthanc);
const resourceTokens = configuration.service.isOwn
  ? undefined
  : makeResourceTokens(orthanc, webService, studies, configuration.checkedLevels);
const profiles = makeProfiles(orthanc, webService, resourceTokens);
const handOver = makeHandOver(orthanc, service, profiles, configuration);
const owners = makeOwners(orthanc);
// Nothing is written down yet.
const audit = { record: () => undefined, count: () => undefined };

orthanc.filter(makeGate(orthanc, { profiles, studies, owners, audit, resourceTokens }, configuration));

// Each runtime evaluates this.
const warnOnce = makeQuietLog(orthanc, 365 * 24 * 3600 * 1000);
for (const warning of configuration.warnings) warnOnce(warning);

orthanc.route('/favicon\\.ico', makeIcon(orthanc.assets.find, security));
orthanc.route('/sgim/app(/.*)?', makeUi(orthanc.assets.find, security));
const tools = { host: orthanc, studies, audit };
for (const [pattern, answer] of makeEcosystemRoutes(
  { ...tools, service, webService, profiles },
  configuration,
)) {
  orthanc.route(pattern, answer);
}
// A foreign service has neither our people nor our pages: the root is Orthanc's, or that of another plugin.
if (configuration.service.isOwn) {
  orthanc.route('/', redirectToApp(security));
  orthanc.route('/auth/.*', handOver);
  orthanc.route('/sgim/api/.*', handOver);
}

orthanc.route(anonymizationRoutes, makeAnonymization(orthanc, profiles));
