import assert from 'node:assert/strict'
import {afterEach, beforeEach, mock, test} from 'node:test'

import {DraftMirror, PAUSE} from '../src/draft.js'

/** A reply field as far as the mirror looks at it. */
class Field extends EventTarget {
  value = ''
}
Object.assign(globalThis, {HTMLElement: Field, HTMLTextAreaElement: Field, HTMLInputElement: class {}})

const finding = (name, text = '', more = {}) => ({
  finding: name,
  evidence: text ? [{start: 0, end: [...text].length, text}] : [],
  about: '',
  advice: `mend ${name}`,
  edit: null,
  ...more
})
const RMA = 'Your RMA number is on its way'
const rma = finding('jargon', 'RMA number', {edit: {start: 5, end: 15, text: 'return number'}})

beforeEach(() => mock.timers.enable({apis: ['setTimeout', 'setInterval']}))
afterEach(() => mock.timers.reset())

function watch(answer = () => [rma]) {
  const field = new Field()
  const seen = {asked: [], told: [], mends: [], shown: 0, ours: true, takes: false}
  const mirror = new DraftMirror({
    field: () => field,
    check: async (conversation, text) => {
      seen.asked.push([conversation, text])
      return answer(text)
    },
    tell: findings => {
      seen.told.push(findings.map(({finding: name}) => name))
      return seen.ours
    },
    mend: detail => {
      seen.mends.push(detail)
      return !seen.takes
    },
    show: () => (seen.shown += 1)
  })
  mirror.start(field)
  mirror.conversation = 'c1'
  const hear = type => field.dispatchEvent(new Event(type))
  const type = text => {
    field.value = text
    hear('input')
  }
  const pause = async (ms = PAUSE) => {
    mock.timers.tick(ms)
    await settled()
  }
  return {field, seen, mirror, hear, type, pause}
}

const settled = () => new Promise(resolve => setImmediate(resolve))

test('a pause asks once, however often the text changed before it', async () => {
  const {seen, type, pause, mirror} = watch()
  for (let length = 1; length <= RMA.length; length += 1) {
    type(RMA.slice(0, length))
    await pause(PAUSE - 1)
  }
  assert.deepEqual(seen.asked, [])
  await pause(1)
  await pause(10 * PAUSE)
  assert.deepEqual(seen.asked, [['c1', RMA]])
  assert.deepEqual(mirror.findings, [rma])
  assert.equal(mirror.draft, RMA)
  assert.deepEqual(seen.told, [['jargon']])
})

test('the focus that leaves the field asks at once, and the same text is not asked about again', async () => {
  const {seen, hear, type, pause} = watch()
  type(RMA)
  hear('focusout')
  await settled()
  assert.equal(seen.asked.length, 1)
  hear('focusin')
  type(`${RMA} `)
  await pause()
  hear('focusout')
  await settled()
  assert.equal(seen.asked.length, 1)
})

test('nothing is asked for a word or less, without a conversation, or while a letter is composed', async () => {
  const {seen, hear, type, pause, mirror} = watch()
  type('Bonjour')
  await pause()
  hear('compositionstart')
  type('Bonjour à')
  await pause()
  assert.deepEqual(seen.asked, [])
  hear('compositionend')
  await pause()
  assert.deepEqual(seen.asked, [['c1', 'Bonjour à']])
  mirror.conversation = ''
  type('Bonjour à vous')
  await pause()
  assert.equal(seen.asked.length, 1)
})

test('what happens outside the field starts nothing', async () => {
  const {seen, field, pause, mirror} = watch()
  const elsewhere = new EventTarget()
  mirror.start(elsewhere)
  field.value = RMA
  elsewhere.dispatchEvent(new Event('input'))
  await pause()
  assert.deepEqual(seen.asked, [])
})

test('an answer about an older text is void', async () => {
  const waiting = []
  const {type, pause, mirror} = watch(() => new Promise(resolve => waiting.push(resolve)))
  type(RMA)
  await pause()
  type(`${RMA} today`)
  waiting[0]([rma])
  await settled()
  assert.deepEqual(mirror.findings, [])
  await pause()
  waiting[1]([finding('over-promise', 'today')])
  await settled()
  assert.deepEqual(mirror.findings.map(each => each.finding), ['over-promise'])
})

test('a text that is typed back after its answer was void is asked about again', async () => {
  const {seen, type, hear, pause, mirror} = watch()
  type(RMA)
  hear('focusout')
  type(`${RMA}.`)
  await settled()
  assert.deepEqual(mirror.findings, [])
  type(RMA)
  await pause()
  assert.equal(seen.asked.length, 2)
  assert.deepEqual(mirror.findings, [rma])
})

test('another conversation forgets the draft, and the answer for the one before', async () => {
  const waiting = []
  const {type, pause, mirror, seen} = watch(() => new Promise(resolve => waiting.push(resolve)))
  type(RMA)
  await pause()
  mirror.conversation = 'c2'
  waiting[0]([rma])
  await settled()
  assert.deepEqual(mirror.findings, [])
  type(`${RMA}!`)
  mirror.conversation = 'c3'
  await pause()
  assert.equal(seen.asked.length, 1)
})

test('an empty field clears at once, and what was put aside may come back', async () => {
  const {seen, type, pause, mirror} = watch()
  type(RMA)
  await pause()
  mirror.leave()
  assert.deepEqual(mirror.findings, [])
  type(`${RMA} soon`)
  await pause()
  assert.deepEqual(mirror.findings, [])
  type('')
  type(RMA)
  await pause()
  assert.deepEqual(mirror.findings, [rma])
  type(' ')
  assert.deepEqual(mirror.findings, [])
  assert.deepEqual(seen.told, [['jargon'], [], ['jargon'], []])
})

test('a field that the console empties without a word is seen', async () => {
  const {field, type, pause, mirror} = watch()
  type(RMA)
  await pause()
  field.value = ''
  await pause()
  assert.deepEqual(mirror.findings, [])
})

test('a sent draft is forgotten, though it still stands in the field', async () => {
  const {hear, type, pause, mirror, seen} = watch()
  type(RMA)
  await pause()
  mirror.heard('message.posted', {speaker: 'agent', text: `${RMA}\n`})
  assert.deepEqual(mirror.findings, [])
  hear('keyup')
  await pause()
  assert.equal(seen.asked.length, 1)
})

test("the customer's next message puts the draft in another light, at the next pause", async () => {
  const {hear, type, pause, mirror, seen} = watch()
  type(RMA)
  await pause()
  mirror.heard('message.posted', {speaker: 'customer', text: 'when?'})
  await pause()
  assert.equal(seen.asked.length, 1)
  hear('focusout')
  await settled()
  assert.equal(seen.asked.length, 2)
  assert.deepEqual(mirror.findings, [rma])
})

test('words of a card alone are not asked about, with words of the agent they are', async () => {
  const {type, pause, mirror, seen} = watch()
  mirror.trust(RMA)
  type(`${RMA} `)
  await pause()
  assert.deepEqual(seen.asked, [])
  type(`${RMA}, promised!`)
  await pause()
  assert.equal(seen.asked.length, 1)
})

test('without an answer nothing is said of the draft, and the next pause asks again', async () => {
  let live = true
  const {hear, type, pause, mirror, seen} = watch(() => (live ? [rma] : null))
  type(RMA)
  await pause()
  live = false
  type(`${RMA} now`)
  await pause()
  assert.deepEqual(mirror.findings, [])
  live = true
  hear('keyup')
  await pause()
  assert.equal(seen.asked.length, 3)
  assert.deepEqual(mirror.findings, [rma])
})

test('a page that shows the findings itself leaves nothing to show, and the keys still work', async () => {
  const {type, pause, mirror, seen} = watch()
  seen.ours = false
  type(RMA)
  await pause()
  assert.deepEqual(mirror.findings, [rma])
  assert.deepEqual(mirror.view.findings, [])
  mirror.acts.dismiss()
  assert.equal(mirror.acts, null)
})

test('an edit goes to the page that wants it, and comes back as its inverse', async () => {
  const {field, type, pause, mirror, seen} = watch(text => (text.includes('RMA') ? [rma] : []))
  seen.takes = true
  type(RMA)
  await pause()
  type(`Hi! ${RMA}`)
  await mirror.acts.insert()
  const mended = 'Hi! Your return number is on its way'
  assert.deepEqual(seen.mends[0], {finding: rma, edit: {start: 9, end: 19, text: 'return number'}, text: mended})
  type(mended)
  await pause()
  assert.deepEqual(mirror.view.mended, {finding: rma, read: RMA})
  await mirror.acts.dismiss()
  assert.deepEqual(seen.mends[1].edit, {start: 9, end: 22, text: 'RMA number'})
  assert.equal(seen.mends[1].text, `Hi! ${RMA}`)
  assert.deepEqual(mirror.findings, [rma])
  assert.equal(field.value, mended)
})

test('an edit whose words are gone mends nothing, and is not offered any more', async () => {
  const {type, pause, mirror, seen} = watch()
  type(RMA)
  await pause()
  type('Your R number is on its way')
  await mirror.mend()
  assert.deepEqual(seen.mends, [])
  assert.deepEqual(mirror.findings, [{...rma, edit: null}])
  assert.equal(mirror.acts.insert, null)
})

test('a mended draft that is changed again cannot be taken back any more', async () => {
  const {type, pause, mirror, seen} = watch(text => (text.includes('RMA') ? [rma] : []))
  seen.takes = true
  type(RMA)
  await pause()
  await mirror.mend()
  type('Your return number is on its way')
  assert.ok(mirror.acts.dismiss)
  type('Your return number is on its way to you')
  assert.equal(mirror.acts, null)
})

test('what was mended covers nothing that is new', async () => {
  for (const [kind, data] of [['suggestion.offered', {}], ['handover.made', {}], ['message.posted', {speaker: 'customer', text: 'ok'}]]) {
    const {type, pause, mirror, seen} = watch(text => (text.includes('RMA') ? [rma] : []))
    seen.takes = true
    type(RMA)
    await pause()
    await mirror.mend()
    mirror.heard('message.read', {})
    assert.ok(mirror.view.mended)
    mirror.heard(kind, data)
    assert.equal(mirror.acts, null, kind)
  }
})

test('a draft that a page hands over is read as one that is typed', async () => {
  const asked = []
  const mirror = new DraftMirror({
    field: () => null,
    check: async (_, text) => (asked.push(text), [rma]),
    tell: () => true,
    mend: () => true,
    show: () => {}
  })
  mirror.conversation = 'c1'
  mirror.draft = RMA
  mock.timers.tick(PAUSE)
  await settled()
  assert.deepEqual(asked, [RMA])
  assert.deepEqual(mirror.findings, [rma])
  await mirror.mend()
  assert.equal(mirror.findings[0].edit, null)
  mirror.draft = ''
  assert.deepEqual(mirror.findings, [])
})

test('after the end nothing is asked', async () => {
  const {type, pause, mirror, seen} = watch()
  type(RMA)
  mirror.stop()
  type(`${RMA}!`)
  await pause()
  assert.deepEqual(seen.asked, [])
})
