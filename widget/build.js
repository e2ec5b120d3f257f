/**
 * src/ and consoles/ -> dist/: the files that a page loads, one for each way in, without comments and types.
 *
 * Sources are written to be read: their comments and the JSDoc types are half of their weight, and
 * forty small files are forty requests. A console's folder becomes one in dist/consoles: the scripts
 * directly in it are bundled, with their maker's own where they import it; the rest is a package for
 * that console and is copied. `--check` says whether dist/ is what these make.
 */

import {build, transform} from 'esbuild'
import {mkdir, readFile, readdir, rm, writeFile} from 'node:fs/promises'
import {dirname, join, relative} from 'node:path'
import {fileURLToPath} from 'node:url'

const HERE = dirname(fileURLToPath(import.meta.url))
const SRC = join(HERE, 'src')
const CONSOLES = join(HERE, 'consoles')
const DIST = join(HERE, 'dist')
// What no first card waits for is loaded when it is wanted.
const LATER = ['later.js', 'form.js', 'words.js']
const ENTRIES = ['index.js', 'client.js', 'frame.js', 'host.js', 'composer.js', ...LATER]
const PAGES = ['frame.html']
// A package that can load nothing from a server carries it; its console's compiler knows no private methods.
const CARRIED = ['salesforce/force-app/main/default/lwc/warmlineAssist/session.js']

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

/** @typedef {readonly [path: string, contents: Uint8Array]} Made a file of dist/ */

/**
 * @param {string} base @param {string[]} entries @param {import('esbuild').BuildOptions} more
 * @returns {Promise<{files: Made[], inputs: string[]}>} `inputs`: the paths of all that went in
 */
async function bundled(base, entries, more) {
  const {outputFiles, metafile} = await build({
    absWorkingDir: base,
    entryPoints: entries,
    outbase: base,
    outdir: base === SRC ? DIST : join(DIST, 'consoles'),
    bundle: true,
    minify: true,
    format: 'esm',
    charset: 'utf8',
    plugins: [styles],
    target: 'es2022',
    write: false,
    metafile: true,
    ...more
  })
  const used = Object.values(metafile?.outputs ?? {}).flatMap(({inputs}) => Object.entries(inputs))
  return {
    files: (outputFiles ?? []).map(({path, contents}) => [relative(DIST, path), contents]),
    inputs: used.filter(([, {bytesInOutput}]) => bytesInOutput).map(([path]) => join(base, path))
  }
}

/** What the makers of bundled scripts ask for: their names and licences beside them. @param {string[]} inputs @returns {Promise<Made>} */
async function licences(inputs) {
  const folders = inputs.flatMap(path => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? [])
  const texts = [...new Set(folders)].sort().map(async folder => {
    const {name, version, license} = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
    const file = (await readdir(folder)).find(each => /^licen[cs]e/i.test(each))
    return `${name} ${version}: ${license}\n\n${file ? `${await readFile(join(folder, file), 'utf8')}\n` : ''}`
  })
  return ['consoles/licences.txt', Buffer.from((await Promise.all(texts)).join(''))]
}

/** @param {string} base @param {string[]} names @param {string} [into] @returns {Promise<Made[]>} */
const copied = (base, names, into = '') =>
  Promise.all(names.map(async name => /** @type {Made} */ ([join(into, name), await readFile(join(base, name))])))

/** @returns {Promise<Made[]>} */
async function consoles() {
  const names = (await filesIn(CONSOLES)).filter(name => !name.endsWith('.d.ts'))
  const scripts = names.filter(name => /^[^/]+(\/[^/]+)?\.js$/.test(name))
  const rest = names.filter(name => !scripts.includes(name) && !CARRIED.includes(name))
  const define = {'process.env.NODE_ENV': '"production"'}
  const pages = await bundled(CONSOLES, scripts, {define, external: ['/widget/*', '../desk.js']})
  const carried = await bundled(CONSOLES, CARRIED, {target: 'es2020'})
  return [...pages.files, ...carried.files, ...(await copied(CONSOLES, rest, 'consoles')), await licences(pages.inputs)]
}

/** @returns {Promise<Map<string, Uint8Array>>} the contents of dist/, by path */
async function made() {
  const locales = (await readdir(join(SRC, 'locales'))).map(name => `locales/${name}`)
  // A page loads the words of its own language alone.
  const external = ['./locales/*', ...LATER.map(name => `./${name}`)]
  const {files} = await bundled(SRC, [...ENTRIES, ...locales], {external})
  return new Map([...files, ...(await copied(SRC, PAGES)), ...(await consoles())])
}

/** @param {string} folder @returns {Promise<string[]>} the paths in it */
async function filesIn(folder) {
  const entries = await readdir(folder, {recursive: true, withFileTypes: true}).catch(() => [])
  return entries.filter(entry => entry.isFile()).map(entry => relative(folder, join(entry.parentPath, entry.name)))
}

/** @param {Map<string, Uint8Array>} files @returns {Promise<string[]>} the paths that differ */
async function stale(files) {
  const paths = [...new Set([...files.keys(), ...(await filesIn(DIST))])]
  const same = await Promise.all(
    paths.map(async path => Buffer.from(files.get(path) ?? '').equals(await readFile(join(DIST, path)).catch(() => Buffer.of())))
  )
  return paths.filter((_, index) => !same[index])
}

const files = await made()
if (process.argv.includes('--check')) {
  const differ = await stale(files)
  if (differ.length) {
    console.error(`widget/dist: ${differ.join(', ')} not as src/ and consoles/ make it; run \`make generate\``)
    process.exitCode = 1
  }
} else {
  await rm(DIST, {recursive: true, force: true})
  for (const [path, contents] of files) {
    await mkdir(dirname(join(DIST, path)), {recursive: true})
    await writeFile(join(DIST, path), contents)
  }
}
