import assert from 'node:assert/strict'
import {afterEach, beforeEach, test} from 'node:test'

import {AssistClient} from '../src/client.js'

const CARD = {suggestion: {suggestion_id: 's1', kind: 'empathy'}}

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

const turn = () => new Promise(resolve => setTimeout(resolve, 0))

beforeEach(() => (globalThis.WebSocket = Socket))
afterEach(() => delete globalThis.WebSocket)

async function live(token = 'first') {
  const client = new AssistClient({server: 'ws://x', token})
  const heard = []
  for (const type of ['event', 'reset', 'refresh_due']) {
    client.addEventListener(type, ({detail}) => heard.push([type, detail]))
  }
  client.follow('c1')
  client.connect()
  await turn()
  Socket.last.say({t: 'welcome', minor: 0, ping_ms: 25000})
  return {client, heard, socket: Socket.last}
}

test('D06 a snapshot takes the place of the events up to it; those behind it are applied once', async () => {
  const {client, heard, socket} = await live()
  socket.say({t: 'sub', c: 'c1', top: 7, recovered: false, reason: 'trimmed', epoch: 'E', id: 1})
  socket.say({t: 'snap', c: 'c1', e: 'E', o: 7, events: [{k: 'rests.changed', d: {}}, {k: 'suggestion.offered', d: CARD}]})
  assert.deepEqual(heard, [
    ['event', {conversation: 'c1', offset: 7, kind: 'rests.changed', data: {}, behind: 1}],
    ['event', {conversation: 'c1', offset: 7, kind: 'suggestion.offered', data: CARD, behind: 0}]
  ])
  for (const o of [7, 8, 8]) socket.say({t: 'ev', c: 'c1', o, k: 'kind.muted', d: {}})
  assert.deepEqual(heard.slice(2).map(([type, {offset}]) => [type, offset]), [['event', 8]])
  socket.say({t: 'ev', c: 'c1', o: 10, k: 'kind.muted', d: {}})
  assert.deepEqual(socket.sent.at(-1), {t: 'subscribe', id: 2, c: 'c1', epoch: 'E', offset: 8})
  client.close()
})

for (const reason of ['trimmed', 'limit', 'erased', 'epoch']) {
  test(`D05 whoever held a conversation that begins anew (${reason}) is told so`, async () => {
    const {client, heard, socket} = await live()
    socket.say({t: 'sub', c: 'c1', top: 0, recovered: true, id: 1})
    socket.say({t: 'ev', c: 'c1', o: 1, e: 'E', k: 'kind.muted', d: {}})
    socket.say({t: 'sub', c: 'c1', top: 0, recovered: false, reason})
    assert.deepEqual(heard.at(-1), ['reset', {conversation: 'c1'}])
    socket.say({t: 'ev', c: 'c1', o: 1, e: 'F', k: 'kind.muted', d: {}})
    assert.equal(heard.at(-1)[1].offset, 1)
    client.close()
  })
}

test('A12 a token that runs out is asked for again, and the connection stays', async () => {
  const tokens = ['first', 'second']
  const {client, heard, socket} = await live(async () => tokens.shift())
  socket.say({t: 'refresh_due', left_ms: 1000})
  await turn()
  assert.deepEqual(socket.sent.at(-1), {t: 'refresh', id: 2, token: 'second'})
  socket.say({t: 'refreshed', id: 2, left_ms: 600000})
  assert.deepEqual(heard, [])
  assert.equal(client.connection.state, 'live')
  client.close()
})

test('A12 who gave a token as a string is told that it runs out, and gives another', async () => {
  const {client, heard, socket} = await live()
  client.token = 'unasked'
  assert.notEqual(socket.sent.at(-1).t, 'refresh')
  socket.say({t: 'refresh_due', left_ms: 1000})
  assert.deepEqual(heard, [['refresh_due', {}]])
  client.token = 'second'
  await turn()
  assert.deepEqual(socket.sent.at(-1), {t: 'refresh', id: 2, token: 'second'})
  client.close()
})

test('A13 a token that cannot be fetched ends nothing here', async () => {
  let calls = 0
  const {client, socket} = await live(() => (calls++ ? Promise.reject(new Error('down')) : 'first'))
  socket.say({t: 'refresh_due', left_ms: 1000})
  await turn()
  assert.equal(client.connection.state, 'live')
  assert.equal(socket.sent.filter(({t}) => t === 'refresh').length, 0)
  client.close()
})

test('I12 frames and fields of a newer server are passed over', async () => {
  const {client, heard, socket} = await live()
  socket.say({t: 'horoscope', c: 'c1', o: 99, k: 'x', d: {}})
  socket.say({t: 'sub', c: 'c1', top: 0, recovered: true, id: 1, colour: 'red'})
  socket.say({t: 'ev', c: 'c1', o: 1, e: 'E', k: 'weather.changed', d: {sun: true}, colour: 'red'})
  assert.deepEqual(heard.map(([type, {kind}]) => [type, kind]), [['event', 'weather.changed']])
  assert.equal(client.connection.state, 'live')
  client.close()
})
