import assert from 'node:assert/strict'
import {afterEach, beforeEach, test} from 'node:test'

import {Desk} from '../src/desk.js'

let socket

class Socket {
  readyState = 1

  constructor() {
    socket = this
    queueMicrotask(() => this.onopen?.())
  }

  send() {}

  close() {}

  say(frame) {
    this.onmessage({data: JSON.stringify(frame)})
  }
}

beforeEach(() => (globalThis.WebSocket = Socket))
afterEach(() => delete globalThis.WebSocket)

async function open() {
  const shown = []
  const reports = []
  const desk = new Desk(
    () => shown.push(desk.view('c1').card?.suggestion_id ?? null),
    report => reports.push(report)
  )
  desk.follow(['c1'])
  desk.serve('ws://x', 'first')
  await new Promise(resolve => setTimeout(resolve, 0))
  socket.say({t: 'welcome', minor: 0, ping_ms: 25000})
  return {desk, shown, reports}
}

const offered = id => ({k: 'suggestion.offered', d: {suggestion: {suggestion_id: id, kind: 'empathy'}}})

test('D06 a snapshot is what is shown, and nothing of before', async () => {
  const {desk, shown} = await open()
  socket.say({t: 'sub', c: 'c1', top: 1, recovered: true, epoch: 'E'})
  socket.say({t: 'ev', c: 'c1', o: 1, ...offered('old')})
  socket.say({t: 'sub', c: 'c1', top: 9, recovered: false, reason: 'limit', epoch: 'E'})
  const needs = {k: 'needs.changed', d: {at: 1, needs: [{need: 'speed', status: 'failing', because: 'x'}]}}
  socket.say({t: 'snap', c: 'c1', e: 'E', o: 9, events: [needs]})
  assert.deepEqual(shown, ['old', null, null])
  assert.equal(desk.view('c1').needs[0].need, 'speed')
  socket.say({t: 'sub', c: 'c1', top: 12, recovered: false, reason: 'limit', epoch: 'E'})
  socket.say({t: 'snap', c: 'c1', e: 'E', o: 12, events: [offered('new')]})
  assert.equal(desk.view('c1').card.suggestion_id, 'new')
  assert.deepEqual(desk.view('c1').needs, [])
  desk.serve('', '')
})

test('D05 what was erased is shown no more, at once', async () => {
  const {desk, shown} = await open()
  socket.say({t: 'ev', c: 'c1', o: 1, e: 'E', ...offered('old')})
  socket.say({t: 'sub', c: 'c1', top: 0, recovered: false, reason: 'erased'})
  assert.deepEqual(shown, ['old', null])
  assert.equal(desk.view('c1').card, null)
  desk.serve('', '')
})

test('A12 the page hears that the token it gave runs out, and the connection stays live', async () => {
  const {desk, reports} = await open()
  socket.say({t: 'refresh_due', left_ms: 1000})
  assert.deepEqual(reports.at(-1), {state: 'live', key: 'refresh_due'})
  assert.equal(desk.connection.state, 'live')
  desk.serve('', '')
})
