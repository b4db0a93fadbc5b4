import { describe, expect, it } from 'vitest';
import { makeForeignPlugin } from '../test/foreign-plugin.ts';
import { startTestService } from '../test/service.ts';

const service = await startTestService();
const study = '0a9b3153-2512774b-2d9580de-1fc3dcf6-3bd83918';

describe.each([null, 'orthanc-a'])("Orthanc's own authorization plugin, called %s", (identifier) => {
  const plugin = makeForeignPlugin(service.url, identifier);

  it('learns that nobody may do nothing, whichever way it asks', async () => {
    for (const token of [undefined, { key: 'Authorization', value: '' }, { key: 'token', value: 'wrong' }]) {
      expect(await plugin.getProfile(token)).toMatchObject({ permissions: [], 'authorized-labels': [] });
      expect(await plugin.validate({ level: 'study', orthancId: study }, token)).toEqual({
        granted: false,
        validity: 0,
      });
    }
    expect(await plugin.validate({ level: 'system' })).toMatchObject({ granted: false });
  });

  it('learns the rights of an API token, from whichever header its settings name', async () => {
    const person = await service.addPerson({ roles: ['RADIOLOGIST'] });
    const created = await service.call('POST /sgim/api/tokens', {
      cookie: await service.signIn(person),
      body: { name: 'viewer', permissions: ['view'], validDays: 1 },
    });
    const secret: string = created.body.secret;
    for (const token of [
      { key: 'Authorization', value: `Bearer ${secret}` },
      { key: 'authorization', value: secret },
      { key: 'TOKEN', value: secret },
      { key: 'X-Hospital-Token', value: `bearer ${secret}` },
    ]) {
      const profile = await plugin.getProfile(token);
      expect(profile).toMatchObject({
        'user-id': person.id,
        permissions: ['view'],
        'authorized-labels': ['*'],
      });
      expect(profile.validity).toBe(60);
      // Its profile lets it view. What that does not let it do, no other answer does.
      expect(await plugin.validate({ level: 'study', orthancId: study }, token)).toMatchObject({
        granted: false,
      });
    }
    expect(await plugin.findName(person.id)).toMatchObject({ name: expect.stringMatching(/^Person/) });
    expect(await plugin.findName('nobody')).toBeNull();
  });

  it('makes a share and lets it see its study alone', async () => {
    const { token, url } = await plugin.createToken('stone-viewer-publication', {
      id: 'a-share',
      resources: [{ 'dicom-uid': '1.2.3', 'orthanc-id': study, level: 'study' }],
      // The plugin had none, and sends what its memory held.
      'validity-duration': 140_737_488_355_328,
      'expiration-date': new Date(Date.now() + 3_600_000).toISOString(),
    });
    expect(url).toBeNull();
    const share = { key: 'token', value: token };
    expect(await plugin.getProfile(share)).toMatchObject({ permissions: [], 'authorized-labels': [] });
    expect(await plugin.validate({ level: 'study', orthancId: study, dicomUid: '1.2.3' }, share)).toEqual({
      granted: true,
      validity: 60,
    });
    const other = { level: 'study', orthancId: study.replace('0', '1'), labels: ['a'] } as const;
    expect(await plugin.validate(other, share)).toEqual({ granted: false, validity: 0 });
    expect(await plugin.validate({ level: 'system' }, share)).toEqual({ granted: false, validity: 0 });
    const remove = { method: 'delete', level: 'study', orthancId: study } as const;
    expect(await plugin.validate(remove, share)).toEqual({ granted: false, validity: 0 });
    expect(await plugin.decode(share)).toMatchObject({
      'token-type': 'stone-viewer-publication',
      resources: [{ 'dicom-uid': '1.2.3', 'orthanc-id': study, level: 'study' }],
    });
  });

  it('reads the roles, and writing them back changes nothing', async () => {
    const roles = await plugin.readRoles();
    const before = await service.stored();
    expect(await plugin.writeRoles(roles)).toBeNull();
    expect(await service.stored()).toEqual(before);
  });
});

it('a question without its words is refused, not guessed', async () => {
  const plugin = makeForeignPlugin(service.url);
  await expect(plugin.createToken('inbox-link', { resources: [{ 'orthanc-id': study }] })).rejects.toThrow(
    '400',
  );
  await expect(plugin.createToken('viewer-instant-link', {})).rejects.toThrow('400');
  await expect(plugin.writeRoles({})).rejects.toThrow('400');
});
