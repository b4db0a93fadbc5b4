/** Where the door serves the UI. */
const base = '/sgim/app/';

/**
 * The one page. Nothing in it is inline: the content security policy allows neither scripts nor styles in the page.
 *
 * @param {object} files names within `assets/`
 * @param {string} files.start sets language and theme before the first paint
 * @param {string} files.main
 * @param {string[]} files.preload chunks that `main` imports
 * @param {string[]} files.viewer chunks that the viewer imports, announced early by `start` on its addresses
 * @param {string} files.sheet
 * @param {string} files.font
 */
export function page({ start, main, preload, viewer, sheet, font }) {
  const asset = (/** @type {string} */ name) => `${base}assets/${name}`;
  return `<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>SGIM</title>
<link rel="icon" type="image/svg+xml" href="${base}favicon.svg">
<script src="${asset(start)}" data-viewer="${viewer.map(asset).join(' ')}"></script>
<link rel="stylesheet" href="${asset(sheet)}">
<link rel="preload" as="font" type="font/woff2" href="${asset(font)}" crossorigin>
${[main, ...preload].map((name) => `<link rel="modulepreload" href="${asset(name)}">`).join('\n')}
<script type="module" src="${asset(main)}"></script>
</head>
<body>
<div id="app"></div>
<noscript>SGIM a besoin de JavaScript. · SGIM needs JavaScript.</noscript>
</body>
</html>
`;
}
