import assert from 'node:assert/strict'
import {beforeEach, test} from 'node:test'

import {AssistFrame} from '../src/host.js'

const HOME = 'https://assist.example.com'

let frame
let listener
let posted

beforeEach(() => {
  posted = []
  globalThis.location = {href: 'https://console.example.com/'}
  globalThis.addEventListener = (_, given) => (listener = given)
  frame = {src: `${HOME}/widget/frame.html`, contentWindow: {postMessage: (data, origin) => posted.push([origin, data])}}
})

const page = more => ({token: 't', open: () => 'c1', insert: () => true, ...more})

/** Lets the frame say something, and waits for what the page answers. */
async function said(type, more) {
  posted = []
  listener.handleEvent({source: frame.contentWindow, origin: HOME, data: {assist: 1, type, ...more}})
  await new Promise(resolve => setTimeout(resolve))
  return posted.map(([origin, {assist, ...message}]) => {
    assert.deepEqual([origin, assist], [HOME, 1])
    return message
  })
}

test('a frame that is ready, at first or again, is told everything', async () => {
  const assist = new AssistFrame(frame, page())
  assist.configure({conversation: 'c1', lang: 'fr'})
  assert.deepEqual(posted, [])
  assert.deepEqual(await said('ready'), [{type: 'configure', conversation: 'c1', lang: 'fr'}])
  assist.configure({conversation: 'c2'})
  assist.draft('Hello')
  assert.deepEqual(await said('ready'), [
    {type: 'configure', conversation: 'c2', lang: 'fr'},
    {type: 'draft', text: 'Hello'}
  ])
})

test('a token is fetched when it is wanted; one that cannot be is not spoken of', async () => {
  new AssistFrame(frame, page({token: async () => 'fresh'}))
  assert.deepEqual(await said('token-wanted'), [{type: 'token', token: 'fresh'}])
  new AssistFrame(frame, page({token: () => Promise.reject(new Error('no'))}))
  assert.deepEqual(await said('token-wanted'), [])
})

test('words go in while their conversation is open, and the frame hears whether they did', async () => {
  const insertion = {id: 'i1', conversation: 'c1', text: 'Hello'}
  const seen = []
  for (const [result, answer] of [
    [() => true, {ok: true}],
    [async text => seen.push(text), {ok: true}],
    [() => false, {ok: false, reason: 'composer'}],
    [async () => null, {ok: false, reason: 'composer'}],
    [() => undefined, {ok: false, reason: 'composer'}],
    [() => assert.fail('broken'), {ok: false, reason: 'composer'}]
  ]) {
    new AssistFrame(frame, page({insert: result}))
    assert.deepEqual(await said('insert', insertion), [{type: 'inserted', id: 'i1', ...answer}])
  }
  assert.deepEqual(seen, ['Hello'])
  new AssistFrame(frame, page({open: () => 'c2', insert: () => seen.push('wrong')}))
  assert.deepEqual(await said('insert', insertion), [{type: 'inserted', id: 'i1', ok: false, reason: 'conversation'}])
  assert.deepEqual(seen, ['Hello'])
})

test('what waits before it writes can ask whether the conversation is still open', async () => {
  let open = 'c1'
  const insert = (text, still) => ((open = 'c2'), still())
  new AssistFrame(frame, page({open: () => open, insert}))
  const [answer] = await said('insert', {id: 'i1', conversation: 'c1', text: 'Hello'})
  assert.deepEqual(answer, {type: 'inserted', id: 'i1', ok: false, reason: 'conversation'})
})

test('the last insertion is taken back once, and only by its own id', async () => {
  let undone = 0
  new AssistFrame(frame, page({insert: () => ({undo: () => (undone += 1)}), mend: () => ({undo: () => (undone += 10)})}))
  await said('insert', {id: 'i1', conversation: 'c1', text: 'Hello'})
  await said('mend', {id: 'm1', conversation: 'c1', start: 0, end: 1, text: 'h', draft: 'Hello'})
  await said('undo', {id: 'i1'})
  await said('undo', {id: 'i1'})
  assert.equal(undone, 1)
})

test('a page that mends nothing says so', async () => {
  new AssistFrame(frame, page())
  const [answer] = await said('mend', {id: 'm1', conversation: 'c1'})
  assert.deepEqual(answer, {type: 'inserted', id: 'm1', ok: false, reason: 'composer'})
})

test('only keys that would do something are taken', async () => {
  const assist = new AssistFrame(frame, page())
  const stroke = {key: 'x', code: 'KeyX', altKey: true, ctrlKey: false, metaKey: false, shiftKey: false}
  const event = {...stroke, preventDefault: () => (event.taken = true), stopImmediatePropagation: () => {}}
  assert.equal(assist.press(event), false)
  assert.equal(event.taken, undefined)
  await said('keys', {chords: ['Alt+X']})
  assert.equal(assist.press({...event, repeat: true}), false)
  posted = []
  assert.equal(assist.press(event), true)
  assert.equal(event.taken, true)
  assert.deepEqual(posted, [[HOME, {assist: 1, type: 'key', chord: 'Alt+X'}]])
})

test('all else is an event', async () => {
  const assist = new AssistFrame(frame, page())
  const heard = []
  for (const type of ['card', 'switch', 'unsupported']) {
    assist.addEventListener(type, ({detail}) => heard.push([type, detail.conversation ?? null]))
  }
  await said('card', {conversation: 'c1', suggestion: null})
  await said('switch', {conversation: 'c2'})
  await said('unsupported', {assist: 2, versions: [2]})
  assert.deepEqual(heard, [['card', 'c1'], ['switch', 'c2'], ['unsupported', null]])
})
