import assert from 'node:assert/strict'
import {readFileSync, readdirSync} from 'node:fs'
import {afterEach, beforeEach, test} from 'node:test'

const LWC = 'salesforce/force-app/main/default/lwc/warmlineAssist'
const at = path => new URL(`../dist/consoles/${path}`, import.meta.url)
const read = path => readFileSync(at(path), 'utf8')
const json = path => JSON.parse(read(path))
const size = path => {
  const png = readFileSync(at(path))
  return [png.readUInt32BE(16), png.readUInt32BE(20)]
}

test('the Zendesk package has what Zendesk asks of one, in both languages', () => {
  const {location, parameters, ...manifest} = json('zendesk/manifest.json')
  assert.deepEqual([manifest.frameworkVersion, manifest.defaultLocale, manifest.private], ['2.0', 'en', true])
  assert.deepEqual(Object.keys(manifest.author).sort(), ['email', 'name', 'url'])
  assert.ok(read(`zendesk/${location.support.ticket_sidebar.url}`).includes('app.js'))
  for (const language of ['en', 'fr']) {
    const {app} = json(`zendesk/translations/${language}.json`)
    assert.deepEqual(Object.keys(app.parameters), parameters.map(({name}) => name), language)
    assert.ok(app.name && app.short_description && app.installation_instructions)
  }
  assert.deepEqual([size('zendesk/assets/logo.png'), size('zendesk/assets/logo-small.png')], [[320, 320], [128, 128]])
})

test('the Freshworks package shows one page in both products, and its settings are those that the page reads', () => {
  const manifest = json('freshworks/manifest.json')
  assert.equal(manifest['platform-version'], '3.0')
  const {support_ticket: desk, chat_conversation: chat} = manifest.modules
  for (const place of [desk.location.ticket_sidebar, chat.location.conversation_user_info]) {
    assert.ok(read(`freshworks/app/${place.url}`).includes('{{{appclient}}}'))
    assert.ok(read(`freshworks/app/${place.icon}`).startsWith('<svg'))
  }
  const settings = json('freshworks/config/iparams.json')
  assert.deepEqual(Object.keys(settings), ['server', 'tenant', 'token_url', 'lang'])
  assert.ok(Object.values(settings).every(each => each.display_name && each.type === 'text'))
})

test('the Salesforce package is for the page of a messaging session, and may reach the server', () => {
  const meta = read(`${LWC}/warmlineAssist.js-meta.xml`)
  assert.match(meta, /<target>lightning__RecordPage<\/target>/)
  assert.match(meta, /<object>MessagingSession<\/object>/)
  const properties = [...meta.matchAll(/<property name="(\w+)"/g)].map(([, name]) => name)
  const component = read(`${LWC}/warmlineAssist.js`)
  for (const name of properties) assert.match(component, new RegExp(`@api ${name}\\b`))
  const trusted = readdirSync(at('salesforce/force-app/main/default/cspTrustedSites/')).map(name =>
    read(`salesforce/force-app/main/default/cspTrustedSites/${name}`)
  )
  assert.deepEqual(trusted.map(site => /<endpointUrl>(\w+):/.exec(site)[1]).sort(), ['https', 'wss'])
  assert.ok(trusted.every(site => site.includes('<isApplicableToConnectSrc>true<')))
  // What is shown is named in the template, and what is pressed is a method.
  const template = read(`${LWC}/warmlineAssist.html`)
  for (const [, handler] of template.matchAll(/onclick=\{(\w+)\}/g)) assert.match(component, new RegExp(`^  ${handler}\\(`, 'm'))
  assert.doesNotMatch(read(`${LWC}/session.js`), /this\.#/)
})

test('each bundled script of another maker stands with its licence', () => {
  const named = [...read('licences.txt').matchAll(/^(@?[\w./-]+) \d+\.\d+\.\d+\S*: (.+)$/gm)].map(([, name, licence]) => [name, licence])
  assert.ok(named.some(([name]) => name === '@livechat/agent-app-sdk') && named.some(([name]) => name === 'rxjs'))
  assert.deepEqual([...new Set(named.map(([, licence]) => licence))].sort(), ['0BSD', 'Apache-2.0', 'ISC', 'MIT'])
})

test('what would be markup is named, for a console whose call takes markup', async () => {
  globalThis.addEventListener = () => {}
  const {asMarkup} = await import('../consoles/desk.js')
  assert.equal(asMarkup('a < b & c > d\n<br>'), 'a &lt; b &amp; c &gt; d<br>&lt;br&gt;')
})

class Socket {
  readyState = 1
  sent = []

  constructor() {
    Socket.last = this
    queueMicrotask(() => this.onopen?.())
  }

  send(text) {
    this.sent.push(JSON.parse(text))
  }

  close() {}

  say(frame) {
    this.onmessage({data: JSON.stringify(frame)})
  }
}

const CARD = {suggestion_id: 's1', kind: 'empathy', text: 'I see.', because: [{words: 'third time'}]}
const READ = {message_id: 'm1', speaker: 'customer', reading: {tones: [{tone: 'anger', evidence: []}], valence: -1, intensity: 1}}
const turn = () => new Promise(resolve => setTimeout(resolve, 0))

beforeEach(() => (globalThis.WebSocket = Socket))
afterEach(() => delete globalThis.WebSocket)

/** A session of the built package with a card, and what its component was told last. */
async function carded(lang = 'en-US', suggestion = CARD) {
  const {Session} = await import(at(`${LWC}/session.js`))
  const said = {}
  const session = new Session({
    server: 'wss://x',
    token: async () => 't',
    conversation: '0Mw1',
    lang,
    changed: shown => (said.last = shown)
  })
  await turn()
  const socket = Socket.last
  socket.say({t: 'welcome', minor: 0, ping_ms: 25000})
  socket.say({t: 'sub', c: '0Mw1', top: 2, recovered: true, id: 1})
  socket.say({t: 'ev', c: '0Mw1', o: 1, e: 'E', k: 'message.read', d: READ})
  socket.say({t: 'ev', c: '0Mw1', o: 2, k: 'suggestion.offered', d: {suggestion}})
  const decided = () => socket.sent.flatMap(({decision}) => decision ?? [])
  return {session, said, decided, socket}
}

test('Salesforce: a card is shown in the agent\'s language, and the server hears that it is', async () => {
  const {session, said, decided} = await carded('fr')
  const {tone, kind, text, why, notice, words} = said.last
  assert.deepEqual([tone, kind, text, why, notice], ['Colère', words.kinds.empathy, 'I see.', 'third time', ''])
  assert.equal(words.insert, 'Insérer')
  assert.deepEqual(decided(), ['displayed'])
  session.close()
})

test('Salesforce: the words go into the text box of the session that the card is for, at the cursor', async () => {
  const {session, said, decided} = await carded()
  const calls = []
  await session.insert(async (...given) => Boolean(calls.push(given)))
  assert.deepEqual(calls, [['0Mw1', {text: 'I see.'}, true]])
  assert.deepEqual(decided(), ['displayed', 'accepted'])
  assert.deepEqual([said.last.text, said.last.notice, said.last.canUndo], ['', 'Inserted. Read it, then send it yourself.', true])
  session.undo()
  assert.deepEqual([said.last.text, decided().at(-1)], ['I see.', 'displayed'])
  session.close()
})

for (const [how, call] of [['refuses', async () => false], ['fails', () => Promise.reject(new Error('hidden'))]]) {
  test(`Salesforce: a card stays when the text box ${how}`, async () => {
    const {session, said, decided} = await carded()
    await session.insert(call)
    assert.deepEqual([said.last.text, said.last.notice], ['I see.', 'No text field found to insert into.'])
    assert.deepEqual(decided(), ['displayed'])
    session.close()
  })
}

test('Salesforce: what is meant for the agent alone is never inserted', async () => {
  const {session, said, decided} = await carded('en-US', {...CARD, kind: 'agent-care'})
  await session.insert(() => assert.fail('inserted'))
  assert.deepEqual([said.last.text, said.last.canInsert, decided()], ['I see.', false, ['displayed']])
  session.close()
})

test('Salesforce: an agent who may not see the conversation reads so', async () => {
  const {session, said, socket} = await carded()
  socket.say({t: 'err', c: '0Mw1', code: 103, key: 'forbidden'})
  assert.equal(said.last.notice, 'No access to this conversation')
  session.close()
})

test('Salesforce: a card that is put aside goes', async () => {
  const {session, said, decided} = await carded()
  session.dismiss()
  assert.deepEqual([said.last.text, said.last.notice, decided().at(-1)], ['', 'Put aside', 'dismissed'])
  session.close()
})
