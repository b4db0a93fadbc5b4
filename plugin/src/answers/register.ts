import type { Nodes } from '../ear/nodes.ts';
import type { Tools } from './answer.ts';
import { archiveRoute, makeArchive } from './archive.ts';
import { bulkRoute, makeBulk } from './bulk.ts';
import { changesRoute, makeChanges } from './changes.ts';
import { createDicomRoute, makeCreateDicom } from './create-dicom.ts';
import { findRoute, makeFind } from './find.ts';
import { makeRetrieval, retrievalRoute } from './jobs.ts';
import { labelRoute, makeLabels } from './labels.ts';
import { labelsListRoute, makeLabelsList } from './labels-list.ts';
import { listRoute, makeLists } from './lists.ts';
import { lookupRoute, makeLookup } from './lookup.ts';
import { makeMetadata, metadataRoute } from './metadata.ts';
import { makeModality, modalityRoute } from './modalities.ts';
import { makeModification, modificationRoute } from './modify.ts';
import { makePatient, patientRoute } from './patient.ts';
import { makeQuery, queryRoute } from './queries.ts';
import { makeRelatives, makeResource, relativesRoute, resourceRoute } from './resource.ts';
import type { SplitLabels } from './split-labels.ts';
import { makeStatistics, statisticsRoute } from './statistics.ts';
import {
  commitmentRoute,
  makeStorageCommitment,
  makeStore,
  makeStow,
  makeWebRetrieval,
  storeRoute,
  stowRoute,
  webRetrievalRoute,
} from './store.ts';

interface Parts {
  tools: Tools;
  nodes: Nodes;
  splitLabels: SplitLabels;
  /** Names of GET arguments that may carry a credential. */
  tokenArguments: readonly string[];
}

/** These do nothing for whoever may see everything. */
const onlyCuts = true;

/** Puts our routes in front of Orthanc's own, and of the DICOMweb plugin's, wherever what is answered depends on who asks. */
export function registerAnswers(
  orthanc: Pick<Orthanc, 'route' | 'intercept' | 'sleep'>,
  { tools, nodes, splitLabels, tokenArguments }: Parts,
): void {
  orthanc.route(findRoute, makeFind(tools), onlyCuts);
  orthanc.route(listRoute, makeLists(tools), onlyCuts);
  orthanc.route(changesRoute, makeChanges(tools), onlyCuts);
  orthanc.route(statisticsRoute, makeStatistics(tools), onlyCuts);
  orthanc.route(labelsListRoute, makeLabelsList(tools), onlyCuts);
  orthanc.route(lookupRoute, makeLookup(tools));

  orthanc.route(resourceRoute, makeResource(tools), onlyCuts);
  orthanc.route(relativesRoute, makeRelatives(tools), onlyCuts);
  orthanc.route(patientRoute, makePatient(tools));
  orthanc.route(labelRoute, makeLabels(tools));
  orthanc.route(metadataRoute, makeMetadata(tools));

  orthanc.route(bulkRoute, makeBulk(tools));
  orthanc.route(archiveRoute, makeArchive(tools, { sleep: orthanc.sleep, tokenArguments }));
  orthanc.route(createDicomRoute, makeCreateDicom(tools));
  orthanc.route(modificationRoute, makeModification(tools, splitLabels));

  orthanc.route(modalityRoute, makeModality(tools, nodes));
  orthanc.route(queryRoute, makeQuery(tools));
  orthanc.route(retrievalRoute, makeRetrieval(tools));
  orthanc.route(storeRoute, makeStore(tools));
  orthanc.route(commitmentRoute, makeStorageCommitment(tools));
  orthanc.intercept(stowRoute, makeStow(tools));
  orthanc.intercept(webRetrievalRoute, makeWebRetrieval(tools));
}
