import assert from 'node:assert/strict'
import {beforeEach, test} from 'node:test'

import {Line} from '../src/line.js'

const HOME = 'https://console.example.com'
const OTHER = 'https://other.example.com'

let posted
let heard
let peer

beforeEach(() => {
  posted = []
  heard = []
  peer = {postMessage: (message, origin) => posted.push([origin, message])}
  globalThis.addEventListener = () => {}
})

const line = options => new Line({peer: () => peer, hear: type => heard.push(type), ...options})
const message = (type, more) => ({source: peer, origin: HOME, data: {assist: 1, type}, ...more})

test('it says nothing before somebody opened it, but that it is ready', () => {
  const end = line({opening: 'configure'})
  end.say('card', {suggestion: 'secret'})
  end.call()
  assert.deepEqual(posted, [['*', {assist: 1, type: 'ready', versions: [1]}]])
})

test('it keeps the first origin that opens it, and speaks to that one alone', () => {
  const end = line({opening: 'configure'})
  end.handleEvent(message('token'))
  assert.deepEqual(heard, [])
  end.handleEvent(message('configure'))
  end.handleEvent(message('configure', {origin: OTHER}))
  end.handleEvent(message('draft', {origin: OTHER}))
  end.handleEvent(message('token'))
  assert.deepEqual(heard, ['configure', 'token'])
  end.say('card', {suggestion: null})
  assert.deepEqual(posted, [[HOME, {assist: 1, type: 'card', suggestion: null}]])
})

test('one that was given an origin hears no other', () => {
  const end = line({origin: HOME})
  end.handleEvent(message('ready', {origin: OTHER}))
  end.handleEvent(message('ready'))
  assert.deepEqual(heard, ['ready'])
})

test('another window, a page without an origin and what is no message are not heard', () => {
  const end = line({opening: 'configure'})
  end.handleEvent(message('configure', {source: {}}))
  end.handleEvent(message('configure', {origin: 'null'}))
  for (const data of ['configure', null, {type: 'configure'}, {assist: '1', type: 'configure'}, {assist: 1}]) {
    end.handleEvent(message('', {data}))
  }
  assert.deepEqual([heard, posted], [[], []])
})

test('another version is answered, and the answer is not', () => {
  const end = line({opening: 'configure'})
  const later = type => message(type, {data: {assist: 2, type}})
  end.handleEvent(later('configure'))
  assert.deepEqual(posted, [[HOME, {assist: 1, type: 'unsupported', versions: [1]}]])
  end.handleEvent(later('unsupported'))
  assert.equal(posted.length, 1)
  assert.deepEqual(heard, [])
  const host = line({origin: HOME})
  host.handleEvent(later('unsupported'))
  assert.deepEqual(heard, ['unsupported'])
})
