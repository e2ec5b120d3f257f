/**
 * widget/extension, and the widget of widget/dist -> dist/extension, to be loaded unpacked, and
 * dist/warmline-extension.zip. The same sources give the same bytes.
 *
 *   node widget/extension/build.js [--out FOLDER] [--without-key]
 */

import {build} from 'esbuild'
import {cp, mkdir, readFile, readdir, rm, writeFile} from 'node:fs/promises'
import {dirname, join, relative, resolve, sep} from 'node:path'
import {fileURLToPath} from 'node:url'
import {parseArgs} from 'node:util'

import {zip} from './zip.js'

const HERE = dirname(fileURLToPath(import.meta.url))
const WIDGET = join(HERE, '..', 'dist')
const COPIED = [
  [join(HERE, '..', '..', 'LICENSE'), 'LICENSE'],
  [join(HERE, 'pages'), '.'],
  [join(HERE, '_locales'), '_locales'],
  [WIDGET, 'widget'],
  ...['16', '32', '48', '128'].map(size => [join(HERE, 'icons', `icon-${size}.png`), `icons/icon-${size}.png`])
]

/** Ways into other consoles, which the panel does not load. */
const LEFT_OUT = ['client.js', 'composer.js', 'consoles', 'frame.html', 'frame.js', 'host.js'].map(name => join(WIDGET, name))

const {values} = parseArgs({
  options: {out: {type: 'string', default: join(HERE, '..', '..', 'dist')}, 'without-key': {type: 'boolean', default: false}}
})
const out = resolve(values.out)
const folder = join(out, 'extension')

await rm(folder, {recursive: true, force: true})
await mkdir(folder, {recursive: true})
for (const [from, to] of COPIED) await cp(from, join(folder, to), {recursive: true, filter: path => !LEFT_OUT.includes(path)})
const manifest = JSON.parse(await readFile(join(HERE, 'manifest.json'), 'utf8'))
// The store gives a new extension a key of its own.
if (values['without-key']) delete manifest.key
await writeFile(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`)

const entries = names => names.map(name => join(HERE, 'src', `${name}.js`))
const common = {bundle: true, outdir: folder, target: 'chrome123', legalComments: 'none', charset: 'utf8'}
// What is registered as a content script is no module.
await build({...common, entryPoints: entries(['content']), format: 'iife'})
await build({...common, entryPoints: entries(['background', 'panel', 'options', 'popup']), format: 'esm'})

const found = await readdir(folder, {recursive: true, withFileTypes: true})
const paths = found.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name)).sort()
const files = await Promise.all(
  paths.map(async path => ({name: relative(folder, path).split(sep).join('/'), bytes: await readFile(path)}))
)
await writeFile(join(out, 'warmline-extension.zip'), zip(files))
console.log(`${join(out, 'warmline-extension.zip')}: ${files.length} files`)
