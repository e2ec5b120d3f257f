/** src/ -> dist/: one module for each reply field. */

import {build} from 'esbuild'
import {readdirSync, rmSync} from 'node:fs'
import {dirname} from 'node:path'
import {fileURLToPath} from 'node:url'

const HERE = dirname(fileURLToPath(import.meta.url))

rmSync(`${HERE}/dist`, {recursive: true, force: true})
await build({
  absWorkingDir: HERE,
  entryPoints: readdirSync(`${HERE}/src`).map(name => `src/${name}`),
  outdir: 'dist',
  bundle: true,
  target: 'es2022',
  logLevel: 'error',
  format: 'esm',
  splitting: true,
  external: ['/widget/*'],
  define: {'process.env.NODE_ENV': '"production"', global: 'globalThis'},
  loader: {'.css': 'text'}
})
