import type { Problems, Section } from './section.ts';

/** What a well-known web application needs: where it puts its token, and what it loads before it has one. */
interface Standard {
  headers?: readonly string[];
  arguments?: readonly string[];
  resources?: readonly string[];
  folders?: readonly string[];
}

const standards: Readonly<Record<string, Standard>> = {
  'orthanc-explorer-2': {
    headers: ['Authorization', 'token'],
    arguments: ['token'],
    resources: ['/', '/ui/api/pre-login-configuration', '/ui/api/configuration', '/auth/user/profile'],
    folders: ['/ui/app/', '/ui/landing/'],
  },
  // It asks for /system to learn that the data come from Orthanc.
  'stone-webviewer': {
    headers: ['Authorization'],
    resources: ['/system'],
    folders: ['/stone-webviewer/'],
  },
  ohif: { headers: ['Authorization'], folders: ['/ohif/'] },
  volview: { headers: ['Authorization'], folders: ['/volview/'] },
  stl: { headers: ['Authorization'] },
  'osimis-web-viewer': {
    headers: ['token'],
    arguments: ['token'],
    resources: ['/osimis-viewer/config.js'],
    folders: ['/osimis-viewer/app/', '/osimis-viewer/languages/'],
  },
};

/** `"StandardConfigurations"`, added up. */
export function readStandards(section: Section, problems: Problems): Required<Standard> {
  const names = section.texts('StandardConfigurations');
  const unknown = names.filter((name) => standards[name] === undefined);
  if (unknown.length > 0) {
    const known = Object.keys(standards).join(', ');
    problems.push(`"Authorization.StandardConfigurations" must be of ${known}: not ${unknown.join(', ')}`);
  }
  const used = names.map((name) => standards[name]);
  const gather = (key: keyof Standard) => used.flatMap((standard) => standard?.[key] ?? []);
  return {
    headers: gather('headers'),
    arguments: gather('arguments'),
    resources: gather('resources'),
    folders: gather('folders'),
  };
}
