import { registerAnswers } from './answers/register.ts';
import { makeSplitLabels } from './answers/split-labels.ts';
import { makeUploads } from './answers/upload.ts';
import { makeAudit } from './audit/trail.ts';
import { registerBackground } from './background/background.ts';
import { readConfiguration } from './configuration.ts';
import { makeHandOver } from './door/hand-over.ts';
import { securityHeaders } from './door/headers.ts';
import { makeIcon, makeUi, redirectToApp } from './door/ui.ts';
import { registerEar } from './ear/ear.ts';
import { readEngineSettings } from './ear/engine-settings.ts';
import { makeNodes, unlimitedNodes } from './ear/nodes.ts';
import { makeStudyLabels } from './ear/study-labels.ts';
import { makeEcosystemRoutes } from './ecosystem/routes.ts';
import { makeWebService } from './ecosystem/web-service.ts';
import { makeGate } from './gate/gate.ts';
import { makeOwners } from './gate/owners.ts';
import { makeProfiles } from './gate/profile.ts';
import { makeResourceTokens } from './gate/resource-tokens.ts';
import { makeStudies } from './gate/studies.ts';
import { makeInternalService } from './internal-service.ts';
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
const audit = makeAudit(orthanc, configuration);
const tools = { host: orthanc, studies, owners, audit };

orthanc.filter(makeGate(orthanc, { profiles, studies, owners, audit, resourceTokens }, configuration));

// Each runtime evaluates this.
const warnOnce = makeQuietLog(orthanc, 365 * 24 * 3600 * 1000);
for (const warning of configuration.warnings) warnOnce(warning);

orthanc.route('/favicon\\.ico', makeIcon(orthanc.assets.find, security));
orthanc.route('/sgim/app(/.*)?', makeUi(orthanc.assets.find, security));
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

const engine = readEngineSettings(orthanc.configuration());
const ask = makeInternalService(orthanc, configuration.service);
const nodes = configuration.service.isOwn ? makeNodes(orthanc, ask) : unlimitedNodes;
const labels = makeStudyLabels(orthanc, studies, audit);
const splitLabels = makeSplitLabels(tools);
const uploads = makeUploads(tools, orthanc);

registerAnswers(orthanc, { tools, nodes, splitLabels, tokenArguments: configuration.tokenNames.arguments });
orthanc.instanceFilter(uploads.decide);
registerEar(orthanc, { nodes, studies, labels, audit, storedOtherwise: uploads.stored }, engine.aet);
// A foreign service tells nothing by itself and takes no events.
if (configuration.service.isOwn) {
  registerBackground(
    orthanc,
    { ask, profiles, studies, nodes, labels },
    {
      spoolFolder: configuration.spoolFolder,
      serverId: configuration.service.serverId,
      stableSeconds: engine.stableSeconds,
    },
  );
}
orthanc.every(1000, splitLabels.work);
