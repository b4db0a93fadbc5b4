/**
 * What Orthanc's folder is made of. Everything comes from Debian 13 and is signed by its archive keys; the libraries below these
 * packages follow Debian's own security updates, what we name ourselves stays as it was tested.
 */
export const suite = 'trixie';

/** `patch` serves only to apply Debian's security fixes to the sources below, so that the machine need not have it. */
export const orthancPackages = [
  'orthanc=1.12.7+dfsg-4',
  'orthanc-dev=1.12.7+dfsg-4',
  'orthanc-dicomweb=1.20+dfsg-1',
  'patch',
];

/** Reference tools for tests: dcm2pnm, storescu, echoscu and their like. */
export const dcmtkPackages = ['dcmtk'];

/** Upstream's archives by their own hash; Debian's fixes on top of them by Debian's signature. */
export const sources = [
  {
    name: 'quickjs',
    version: '2025.04.26',
    archive: 'quickjs_2025.04.26.orig.tar.xz',
    sha256: 'ec81da5b3249ed648dbc7df4a1654988910e66a118d9b71cb63534216efcfbbe',
  },
  {
    name: 'cpp-httplib',
    version: '0.18.7',
    archive: 'cpp-httplib_0.18.7.orig.tar.xz',
    sha256: 'c88f6495da71e778c82c22995b547a92ceb41cc4016f9028df67106a24b9210d',
  },
];

/** Raise it when the way of unpacking changes, so that existing folders are made anew. */
export const revision = 2;

/** Room that a first provisioning needs at its peak (downloads, package lists, unpacked files), in bytes. */
export const neededBytes = 900e6;
