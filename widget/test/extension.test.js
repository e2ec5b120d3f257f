import assert from 'node:assert/strict'
import {execFileSync} from 'node:child_process'
import {readFileSync, readdirSync} from 'node:fs'
import {test} from 'node:test'
import {fileURLToPath} from 'node:url'

import {crc32} from '../extension/crc32.js'
import {remember} from '../extension/src/bounded.js'
import {GENERIC, hash, named, picked, problems, suits} from '../extension/src/recipe.js'
import {RECIPES} from '../extension/src/recipes.js'
import {BLANK, originFrom, originOf, serverFrom, siteFor, whole} from '../extension/src/settings.js'

const at = path => new URL(`../extension/${path}`, import.meta.url)
const read = path => readFileSync(at(path), 'utf8')
const scripts = readdirSync(at('src/')).filter(name => name.endsWith('.js'))
const manifest = JSON.parse(read('manifest.json'))
const docs = readFileSync(new URL('../../docs/extension.md', import.meta.url), 'utf8')

test('each recipe that comes along is sound, listed and documented', () => {
  const files = readdirSync(at('recipes/')).map(name => name.replace('.json', ''))
  assert.deepEqual(RECIPES.map(({name}) => name).sort(), files.sort())
  for (const recipe of RECIPES) {
    assert.deepEqual(problems(recipe), [], recipe.name)
    assert.ok(docs.includes(`| ${recipe.title} | ${recipe.checked} |`), `docs/extension.md: ${recipe.title}`)
  }
  assert.deepEqual(problems({...GENERIC, name: 'any'}), [])
})

test('the recipe in the docs can be copied, and each field is told of', () => {
  const [, example] = /```json\n(\[[^]*?\n\])\n```/.exec(docs)
  for (const recipe of JSON.parse(example)) assert.deepEqual(problems(recipe), [])
  for (const field of ['name', 'title', 'checked', 'note', 'match', 'present', 'composer', 'conversation', 'mount', 'messages']) {
    assert.match(docs, new RegExp(`\\| \`${field}\` \\|`), field)
  }
})

test('a recipe that is wrong is told where', () => {
  const [sound] = RECIPES
  const wrong = change => problems({...sound, ...change})
  assert.deepEqual(problems(null), ['a recipe is an object: {"name": ..., "match": [...], ...}'])
  assert.deepEqual(wrong({name: 'A b'}), ['name: a to z, 0 to 9 and "-"'])
  assert.deepEqual(wrong({name: 'auto'}), ['name: another one; "auto" and "generic" are taken'])
  assert.deepEqual(wrong({match: []}), ['match: a list of addresses, in which * is any run of letters'])
  assert.deepEqual(wrong({conversation: {url: '('}}), ['conversation.url: a regular expression'])
  assert.deepEqual(wrong({conversation: {selector: 'a'}}), ['conversation.attribute: the name of an attribute'])
  assert.deepEqual(wrong({mount: {before: 'a', after: 'b'}}), ['mount: an object with "before" or "after"'])
  assert.deepEqual(wrong({extra: 1}), ['extra: not a field of a recipe'])
  const messages = {row: 'li', id: {attribute: 'id'}, text: 'p', speaker: [{is: 'robot'}]}
  assert.deepEqual(wrong({messages}), ['messages.speaker[0].is: "customer", "agent" or "skip"'])
})

test('an address suits a pattern whole, and its dots are dots', () => {
  const recipe = {match: ['https://app.example.com/*', '*/chat/*']}
  assert.ok(suits(recipe, 'https://app.example.com/a?b#c'))
  assert.ok(suits(recipe, 'http://desk.test:8080/x/chat/41'))
  assert.ok(!suits(recipe, 'https://appXexample.com/a'))
  assert.ok(!suits(recipe, 'http://desk.test/chat'))
})

test('the recipes find the conversation in addresses as the consoles write them', () => {
  const cases = {
    chatwoot: ['https://chat.test/app/accounts/1/inbox/3/conversations/567?x=1', '567'],
    'rocket-chat': ['https://chat.test/live/Zk4A/room-info', 'Zk4A'],
    libredesk: ['https://d.test/inboxes/assigned/conversation/0191d2e3-1111-7abc-8def-0123456789ab', '0191d2e3-1111-7abc-8def-0123456789ab'],
    intercom: ['https://app.intercom.com/a/inbox/abc/inbox/admin/1/conversation/2100', '2100'],
    zammad: ['https://desk.test/#ticket/zoom/12/34', '12'],
    cinny: ['http://127.0.0.1:8081/#/direct/!abc%3Alocalhost/', '!abc%3Alocalhost'],
    element: ['https://app.element.io/#/room/!abc:matrix.org?via=x', '!abc:matrix.org']
  }
  for (const [name, [url, id]] of Object.entries(cases)) {
    const recipe = RECIPES.find(one => one.name === name)
    assert.ok(suits(recipe, url), name)
    assert.equal(picked(url, recipe.conversation.url), id, name)
  }
  assert.equal(picked('https://desk.test/ticket/7?tab=2#x', GENERIC.conversation.url), 'desk.test/ticket/7')
})

test('a name of a conversation is never too long, and two long ones stay apart', () => {
  assert.equal(named('desk:', '41'), 'desk:41')
  const [one, two] = ['a', 'b'].map(end => named('', 'x'.repeat(300) + end))
  assert.equal(one.length, 200)
  assert.notEqual(one, two)
  assert.equal(hash('a'), hash('a'))
})

test('the address of a server is made whole, and no other is taken', () => {
  assert.equal(serverFrom('https://assist.example.com'), 'wss://assist.example.com/v1/socket')
  assert.equal(serverFrom('assist.example.com/x/socket'), 'wss://assist.example.com/x/socket')
  assert.equal(serverFrom(' http://127.0.0.1:8420/ '), 'ws://127.0.0.1:8420/v1/socket')
  for (const wrong of ['ftp://a.test', 'wss://me:pw@a.test', 'wss://a.test/?token=x', 'not an address', '']) {
    assert.equal(serverFrom(wrong), null, wrong)
  }
})

test('only a console that is on is one, by its whole origin', () => {
  const settings = whole({sites: {'https://a.test': {on: true}, 'https://b.test': {on: false}}})
  assert.ok(siteFor(settings, 'https://a.test/x?y'))
  for (const url of ['https://b.test/', 'http://a.test/', 'https://a.test:444/', 'https://a.test.evil.test/', '']) {
    assert.equal(siteFor(settings, url), null, url)
  }
  assert.equal(originFrom('console.test/inbox'), 'https://console.test')
  for (const url of ['chrome://settings', 'chrome-extension://abc/popup.html', 'about:blank', '']) assert.equal(originOf(url), null, url)
  assert.deepEqual(whole(undefined), BLANK)
})

test('a map keeps the last twenty', () => {
  const map = new Map()
  for (let index = 0; index < 50; index += 1) remember(map, String(index), index)
  assert.deepEqual([map.size, map.has('29'), map.has('30')], [20, false, true])
})

test('an archive has the checksum that zip wants', () => {
  assert.equal(crc32(Buffer.from('123456789')), 0xcbf43926)
})

test('both languages have the same words, and each that a page names', () => {
  const [en, fr] = ['en', 'fr'].map(language => JSON.parse(read(`_locales/${language}/messages.json`)))
  assert.deepEqual(Object.keys(fr), Object.keys(en))
  const pages = ['panel', 'options', 'popup'].map(name => read(`pages/${name}.html`) + read(`src/${name}.js`)).join('')
  const wanted = [...pages.matchAll(/data-say(?:-label)?="(\w+)"|(?:say|#tell)\('(\w+)'/g)].map(found => found[1] ?? found[2])
  for (const key of wanted) assert.ok(key in en, key)
})

test('it asks for little, and each permission is explained', () => {
  assert.deepEqual(manifest.permissions, ['storage', 'scripting', 'activeTab'])
  assert.equal(manifest.host_permissions, undefined)
  assert.equal(manifest.content_scripts, undefined)
  assert.equal(manifest.externally_connectable, undefined)
  for (const permission of [...manifest.permissions, 'optional_host_permissions']) assert.ok(docs.includes(`| \`${permission}\` |`), permission)
  const {version} = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  assert.equal(manifest.version, version)
})

test('it takes no message from a page, writes no markup and stores nothing but its settings', () => {
  for (const name of scripts) {
    const text = read(`src/${name}`)
    assert.doesNotMatch(text, /innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\beval\(|new Function|srcdoc/, name)
    assert.doesNotMatch(text, /'message'|onmessage\s*=|window\.postMessage|parent\.postMessage|contentWindow|BroadcastChannel/, name)
    assert.doesNotMatch(text, /localStorage|sessionStorage|cookie|indexedDB/, name)
    assert.doesNotMatch(text, /\.submit\(|requestSubmit|\.click\(\)/, name)
    if (name !== 'settings.js') assert.doesNotMatch(text, /storage\.local\.set\b/, name)
  }
})

test('its types hold', () => {
  const tsc = fileURLToPath(new URL('../node_modules/.bin/tsc', import.meta.url))
  execFileSync(tsc, ['--noEmit', '-p', fileURLToPath(at('tsconfig.json'))], {stdio: 'pipe', encoding: 'utf8'})
})
