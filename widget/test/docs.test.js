import assert from 'node:assert/strict'
import {readFileSync} from 'node:fs'
import {test} from 'node:test'

import {KEYS} from '../src/keys.js'

const read = path => readFileSync(new URL(path, import.meta.url), 'utf8')
const docs = read('../../docs/widget.md')
const element = read('../src/element.js')
const looks = ['style', 'form', 'findings-style'].map(name => read(`../src/${name}.js`)).join('')
const WIDGET = ['card', 'elements', 'findings', 'form', 'glance', 'menu', 'mood', 'others', 'view', 'voice']
const view = WIDGET.map(name => read(`../src/${name}.js`)).join('')
const client = read('../src/client.js')
const words = await import('../src/locales/en.js')

/** The entries of a list in the docs: the code at the start of each table row under a heading. */
function documented(heading) {
  const section = docs.split(/^## /m).find(part => part.startsWith(`${heading}\n`))
  assert.ok(section, `docs/widget.md has the section "${heading}"`)
  return [...section.matchAll(/^\| `([^`]+)`/gm)].map(match => match[1]).sort()
}

const found = (text, pattern) => [...new Set([...text.matchAll(pattern)].map(match => match[1]))].sort()

test('each attribute is documented, and no other', () => {
  const observed = /observedAttributes = \[([^\]]*)\]/.exec(element)[1]
  assert.deepEqual(documented('Attributes'), [...found(observed, /'([^']+)'/g), 'for'].sort())
})

test('each property and method is documented, and no other', () => {
  const names = found(element, /^  (?:get |set |async )?(\w+)\([^)]*\) \{$/gm)
  const lifecycle = ['constructor', 'connectedCallback', 'disconnectedCallback', 'attributeChangedCallback', 'handleEvent']
  assert.deepEqual(documented('Properties and methods'), names.filter(name => !lifecycle.includes(name)))
})

test('each event is documented, and no other', () => {
  assert.deepEqual(documented('Events'), found(element + read('../src/acts.js'), /emit\('([^']+)'/g))
})

test('each key is documented, and no other', () => {
  assert.deepEqual(documented('Keys'), Object.values(KEYS).sort())
})

test('each part is documented, and no other', () => {
  const parts = [/html\('\w+', '(\w+)'/g, /(?:button|press)\('(\w+)'/g, /part: '(\w+)'/g].flatMap(made => found(view, made))
  assert.deepEqual(documented('Parts'), [...new Set(parts)].sort())
})

test('each table of words is named where it is said how to write them', () => {
  for (const [key, value] of Object.entries(words.default)) {
    if (typeof value === 'object') assert.match(docs, new RegExp(`\`${key}\``), key)
  }
})

test('each custom property is documented, and no other', () => {
  assert.deepEqual(documented('Custom properties'), found(looks, /var\((--agent-assist-[a-z-]+)/g))
})

test('each event of the headless client is documented, and no other', () => {
  const emitted = found(client, /#emit\('(\w+)'/g)
  assert.deepEqual(documented('The client alone'), [...new Set(emitted)].sort())
})

test('each method of the headless client is documented', () => {
  const methods = found(client, /^  (\w+)\([^)]*\) \{$/gm).filter(name => name !== 'constructor')
  for (const name of methods) assert.match(docs, new RegExp(`\`${name}\\(`), name)
})
