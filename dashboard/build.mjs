// Makes the files that the engine serves: node build.mjs FOLDER. Names carry a hash, so that browsers may keep them for ever.
import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { minify } from 'terser';

const here = fileURLToPath(new URL('.', import.meta.url));
const to = process.argv[2];
if (!to) {
  console.error('usage: node build.mjs FOLDER');
  process.exit(2);
}

const bundled = async (entry) => {
  const made = await build({
    entryPoints: [join(here, 'src', entry)],
    outdir: to,
    write: false,
    bundle: true,
    minify: entry.endsWith('.css'),
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
    logLevel: 'warning',
  });
  return made.outputFiles[0].text;
};

// Smaller by 2 KB than what esbuild makes of it.
const small = async (text) => (await minify(text, { module: true, ecma: 2020, compress: { passes: 3, unsafe_arrows: true } })).code;

const kept = async (stem, ending, text) => {
  const name = `/assets/${stem}-${createHash('sha256').update(text).digest('hex').slice(0, 8)}.${ending}`;
  await writeFile(join(to, name), text);
  return name;
};

await rm(to, { recursive: true, force: true });
await mkdir(join(to, 'assets'), { recursive: true });
const [script, style, mark, page] = await Promise.all([
  bundled('main.tsx').then(small).then((text) => kept('app', 'js', text)),
  bundled('main.css').then((text) => kept('app', 'css', text)),
  readFile(join(here, 'src', 'mark.svg'), 'utf8').then((text) => kept('mark', 'svg', text)),
  readFile(join(here, 'src', 'index.html'), 'utf8'),
]);
await writeFile(join(to, 'index.html'), page.replace('SCRIPT', script).replace('STYLE', style).replace('MARK', mark));
