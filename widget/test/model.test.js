import assert from 'node:assert/strict'
import {test} from 'node:test'

import {KEYS} from '../src/keys.js'
import {learn} from '../src/messages.js'
import {modelOf} from '../src/model.js'
import {EMPTY} from '../src/state.js'

const language = await learn('en', '')
const desk = {view: () => ({...EMPTY, at: 50}), refused: conversation => conversation === 'closed'}
const page = {
  chats: [],
  names: {},
  language,
  form: null,
  keys: KEYS,
  trouble: '',
  replaced: false,
  mirror: {findings: [], read: '', mended: null},
  clock: 40
}
const model = (conversation, more = {}, on = desk) => modelOf(on, conversation, {...page, ...more})

test('a form that is not known is the panel', () => {
  for (const [form, shown] of [['bar', 'bar'], ['badge', 'badge'], ['window', 'panel'], [null, 'panel']]) {
    assert.equal(model('c1', {form}).form, shown)
  }
})

test('the others are all chats but the open one, also while none is open', () => {
  const chats = ['c1', 'c2', 'c3']
  assert.deepEqual(model('c2', {chats}).others.map(({name}) => name), ['c1', 'c3'])
  assert.equal(model('', {chats}).others.length, 3)
  assert.equal(model('c1', {chats, names: {c3: 'Maria'}}).others.at(-1).name, 'Maria')
})

test('trouble is told in words: no access first, then the connection, then that no chat is open', () => {
  const {words} = language
  assert.equal(model('closed', {trouble: 'reconnecting'}).trouble, words.refused)
  assert.equal(model('', {trouble: 'reconnecting'}).trouble, words.connections.reconnecting)
  assert.equal(model('').trouble, words.noConversation)
  assert.equal(model('c1').trouble, '')
})

test('that the customer does not want to be read is told once nothing else is wrong', () => {
  const {words} = language
  const unread = {...desk, view: () => ({...EMPTY, unread: true})}
  assert.equal(model('c1', {}, unread).trouble, words.unread)
  assert.equal(model('c1', {trouble: 'reconnecting'}, unread).trouble, words.connections.reconnecting)
})

test('a connection that is being made is not said aloud, one that is lost is', () => {
  assert.equal(model('c1', {trouble: 'connecting'}).silent, true)
  assert.equal(model('c1', {trouble: 'reconnecting'}).silent, false)
})

test('a page that draws the cards draws what became of them', () => {
  const card = {suggestion_id: 's1', kind: 'apology'}
  const known = {...desk, view: () => ({...EMPTY, card, deed: {what: 'accepted', card}})}
  assert.ok(model('c1', {}, known).view.card)
  const {view, notice} = model('c1', {replaced: true}, known)
  assert.deepEqual([view.card, notice.text], [null, ''])
})

test('time does not run before the last that is known', () => {
  assert.equal(model('c1').now, 50)
  assert.equal(model('c1', {clock: 60}).now, 60)
})
