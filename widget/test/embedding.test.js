import assert from 'node:assert/strict'
import {readFileSync, readdirSync} from 'node:fs'
import {test} from 'node:test'

const read = path => readFileSync(new URL(path, import.meta.url), 'utf8')
const docs = read('../../docs/embedding/README.md')
const source = name => read(`../src/${name}.js`)
const everything = readdirSync(new URL('../src/', import.meta.url))
  .filter(name => name.endsWith('.js'))
  .map(name => read(`../src/${name}`))
  .join('\n')

/** What stands below a heading, up to the next one of its level or above. */
function section(heading) {
  const found = new RegExp(`^(#+) ${heading}\n([^]*?)(?=^#{1,3} |$(?![^]))`, 'm').exec(docs)
  assert.ok(found, `docs/embedding/README.md has the section "${heading}"`)
  return found[2]
}

const codes = text => [...text.matchAll(/`(\w[\w-]*)/g)].map(([, code]) => code)
const rows = text => [...text.matchAll(/^\| (`[^|]+) \|/gm)].flatMap(([, cell]) => codes(cell)).sort()
const found = (text, pattern) => [...new Set([...text.matchAll(pattern)].map(([, name]) => name))].sort()
const methods = text => found(text, /^  (?:async )?([a-z]\w*)\([^)]*\) \{$/gm).filter(name => name !== 'constructor')
const emitted = text => found(text, /#emit\('(\w+)'/g)

test('each event of the element is documented, and no other', () => {
  assert.deepEqual(rows(section('Script tag')), found(everything, /'(agent-assist-\w+)'/g))
})

test('each attribute of the element is named', () => {
  const observed = /observedAttributes = \[([^\]]*)\]/.exec(source('element'))[1]
  const named = codes(section('Script tag'))
  for (const name of [...found(observed, /'([^']+)'/g), 'for']) assert.ok(named.includes(name), name)
})

test('each message from a page to the frame is documented, and no other', () => {
  const hears = /#hears = \{([^]*?)^  \}/m.exec(source('frame'))[1]
  assert.deepEqual(rows(section('From your page to the frame')), found(hears, /^    ['"]?([\w-]+)['"]?:/gm))
})

test('each setting of the frame is documented, and no other', () => {
  const [, row] = /^\| `configure` \| ([^|]*) \|/m.exec(docs)
  const attributes = found(/ATTRIBUTES = \[([^\]]*)\]/.exec(source('frame'))[1], /'(\w+)'/g)
  assert.deepEqual(codes(row).sort(), [...attributes, 'conversations', 'keys', 'names', 'token'].sort())
})

test('each message from the frame to a page is documented, and no other', () => {
  const said = found(source('frame'), /(?:line\.say|#ask)\('([\w-]+)'/g)
  const ofAllLines = found(source('line'), /type: '([\w-]+)'/g)
  assert.deepEqual(rows(section('From the frame to your page')), [...said, ...ofAllLines].sort())
})

test('the helper answers or hands on each message of the frame, and its parts are documented', () => {
  const helper = source('host')
  const answered = found(helper, /type === '([\w-]+)'/g)
  const events = rows(section('From the frame to your page')).filter(type => !answered.includes(type))
  const text = section('The helper')
  const documented = codes(text)
  for (const name of [...events, ...methods(helper).filter(name => name !== 'handleEvent')]) {
    assert.ok(documented.includes(name), name)
  }
  const [, page] = /^ \* @typedef \{\{\n([^]*?)^ \* \}\} Page/m.exec(helper)
  assert.deepEqual(rows(text), found(page, /^ \*   (\w+)\??:/gm))
})

test('each function of the composer that is named there exists', async () => {
  const composer = await import('../src/composer.js')
  for (const name of ['insert', 'replaceText', 'textOf']) {
    assert.equal(typeof composer[name], 'function')
    assert.match(section('The helper'), new RegExp(`\`${name}\\(`), name)
  }
})

test('each event and each method of the headless client is documented, and no other', () => {
  const listed = rows(section('Headless client'))
  assert.deepEqual(listed, [...emitted(source('client')), ...methods(source('client'))].sort())
})

test('each page that the list of ways names exists', () => {
  const pages = found(docs, /\]\(([\w-]+\.html)\)/g)
  assert.deepEqual(pages, readdirSync(new URL('../../docs/embedding/', import.meta.url)).filter(name => name.endsWith('.html')).sort())
})
