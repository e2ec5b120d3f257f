/**
 * src/ -> dist/: the files that a page loads, one for each way in, without comments and types.
 *
 * Sources are written to be read: their comments and the JSDoc types are half of their weight, and
 * forty small files are forty requests. `--check` says whether dist/ is what src/ makes.
 */

import {build, transform} from 'esbuild'
import {mkdir, readFile, readdir, rm, writeFile} from 'node:fs/promises'
import {dirname, join, relative} from 'node:path'
import {fileURLToPath} from 'node:url'

const HERE = dirname(fileURLToPath(import.meta.url))
const SRC = join(HERE, 'src')
const DIST = join(HERE, 'dist')
// What no first card waits for is loaded when it is wanted.
const LATER = ['later.js', 'form.js', 'words.js']
const ENTRIES = ['index.js', 'client.js', 'frame.js', 'host.js', 'composer.js', ...LATER]
const PAGES = ['frame.html']

/** Makes the style sheets that stand in scripts small, as it does with the scripts. @type {import('esbuild').Plugin} */
const styles = {
  name: 'styles',
  setup({onLoad}) {
    onLoad({filter: /\/src\/.*\.js$/}, async ({path}) => {
      const source = await readFile(path, 'utf8')
      const [whole, css] = /CSS = `([^`$]*)`/.exec(source) ?? []
      if (!whole || !css) return null
      const {code} = await transform(css, {loader: 'css', minify: true, charset: 'utf8'})
      return {contents: source.replace(whole, () => `CSS = ${JSON.stringify(code)}`)}
    })
  }
}

/** @returns {Promise<Map<string, Uint8Array>>} the contents of dist/, by path */
async function made() {
  const locales = (await readdir(join(SRC, 'locales'))).map(name => `locales/${name}`)
  const {outputFiles} = await build({
    absWorkingDir: SRC,
    entryPoints: [...ENTRIES, ...locales],
    outbase: SRC,
    outdir: DIST,
    bundle: true,
    minify: true,
    format: 'esm',
    charset: 'utf8',
    plugins: [styles],
    target: 'es2022',
    // A page loads the words of its own language alone.
    external: ['./locales/*', ...LATER.map(name => `./${name}`)],
    write: false
  })
  const scripts = outputFiles.map(({path, contents}) => /** @type {const} */ ([relative(DIST, path), contents]))
  const pages = PAGES.map(async name => /** @type {const} */ ([name, await readFile(join(SRC, name))]))
  return new Map([...scripts, ...(await Promise.all(pages))])
}

/** @returns {Promise<string[]>} the paths in dist/ */
async function there() {
  const entries = await readdir(DIST, {recursive: true, withFileTypes: true}).catch(() => [])
  return entries.filter(entry => entry.isFile()).map(entry => relative(DIST, join(entry.parentPath, entry.name)))
}

/** @param {Map<string, Uint8Array>} files @returns {Promise<string[]>} the paths that differ */
async function stale(files) {
  const paths = [...new Set([...files.keys(), ...(await there())])]
  const same = await Promise.all(
    paths.map(async path => Buffer.from(files.get(path) ?? '').equals(await readFile(join(DIST, path)).catch(() => Buffer.of())))
  )
  return paths.filter((_, index) => !same[index])
}

const files = await made()
if (process.argv.includes('--check')) {
  const differ = await stale(files)
  if (differ.length) {
    console.error(`widget/dist: ${differ.join(', ')} not as src/ makes it; run \`make generate\``)
    process.exitCode = 1
  }
} else {
  await rm(DIST, {recursive: true, force: true})
  for (const [path, contents] of files) {
    await mkdir(dirname(join(DIST, path)), {recursive: true})
    await writeFile(join(DIST, path), contents)
  }
}
