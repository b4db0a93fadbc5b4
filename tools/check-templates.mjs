import path from 'node:path';
import { checkTemplates } from './templates/check.mjs';

const root = path.join(import.meta.dirname, '..');
const { findings, files } = await checkTemplates({ root, folder: 'ui' });
for (const { file, line, column, message } of findings) console.log(`${file}(${line},${column}): ${message}`);
if (findings.length > 0) process.exitCode = 1;
else console.log(`Templates of ${files} modules checked`);
