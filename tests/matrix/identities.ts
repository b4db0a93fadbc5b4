import { type Permission, permissions } from '../../auth-service/contract/permissions.ts';
import type { Orthanc } from '../stack/orthanc.ts';
import { type Client, createToken, createUser, signIn, withToken } from '../stack/people.ts';
import type { Sample } from './archive.ts';

/** Somebody who asks. */
export interface Identity {
  name: string;
  client: Client;
  /** May see every study; everybody else only the one inside. */
  seesEverything: boolean;
}

const roles = ['ADMIN', 'RADIOLOGIST', 'TECHNICIAN', 'SECRETARY'];
const everyWord = [...permissions] as Permission[];

/** The label of the study that those see who do not see every study. */
export const label = 'label-inside';

/** Everybody of the matrix. Links to the study inside are made by `mintLinks`, when it is there. */
export async function createPeople(orthanc: Orthanc): Promise<{ people: Identity[]; physician: string }> {
  const nobody: Client = (path, init = {}) => fetch(`${orthanc.url}${path}`, { redirect: 'manual', ...init });
  const people: Identity[] = [{ name: 'anonymous', client: nobody, seesEverything: false }];
  for (const role of roles) {
    const client = await signIn(await createUser({ roles: [role] }), orthanc);
    people.push({ name: role, client, seesEverything: true });
  }
  const physician = await createUser({ roles: ['PHYSICIAN'] });
  people.push({ name: 'PHYSICIAN', client: await signIn(physician, orthanc), seesEverything: false });
  const limited = await signIn(
    await createUser({ grants: [{ permissions: everyWord, labels: [label] }] }),
    orthanc,
  );
  people.push({ name: 'all on a label', client: limited, seesEverything: false });
  const reader = await createUser({ grants: [{ permissions: ['view', 'upload'], labels: [label] }] });
  const readerClient = await signIn(reader, orthanc);
  people.push({ name: 'view and upload on a label', client: readerClient, seesEverything: false });
  const secret = await createToken(['view'], await signIn());
  people.push({ name: 'view token of ADMIN', client: withToken(secret, orthanc), seesEverything: true });
  const narrow = await createToken(['view'], readerClient);
  people.push({
    name: 'view token of the one before',
    client: withToken(narrow, orthanc),
    seesEverything: false,
  });
  return { people, physician: `sgim-u-${physician.id}` };
}

/** A share and two instant links to one study. */
export async function mintLinks(orthanc: Orthanc, client: Client, sample: Sample): Promise<Identity[]> {
  const mint = async (type: string) => {
    const answer = await client(`/auth/tokens/${type}`, {
      method: 'PUT',
      body: JSON.stringify({ Resources: [{ OrthancId: sample.studies, Level: 'study' }] }),
    });
    if (!answer.ok) throw new Error(`minting a ${type} answers ${answer.status}: ${await answer.text()}`);
    const { Token } = (await answer.json()) as { Token: string };
    return { client: withToken(Token, orthanc), seesEverything: false };
  };
  return [
    { name: 'share', ...(await mint('ohif-viewer-publication')) },
    { name: 'viewer link', ...(await mint('viewer-instant-link')) },
    { name: 'download link', ...(await mint('download-instant-link')) },
  ];
}
