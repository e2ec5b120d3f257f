import assert from 'node:assert/strict'
import {test} from 'node:test'

import {BLANK, PAST, SETTLE, looked, turned} from '../extension/src/reading.js'

const row = (id, text = `words of ${id}`, speaker = 'customer') => ({id, speaker, text})
const OPEN = turned(BLANK, 'c1')

/** Looks at these pages one after the other, each a while after the last; what was said, look by look. */
function look(pages, book = OPEN, gap = SETTLE) {
  const said = []
  pages.forEach((rows, index) => {
    const after = looked(book, rows, index * gap)
    book = after.book
    said.push(after.say.map(({id, text}) => `${id}: ${text}`))
  })
  return {said, book}
}

test('a row counts once its words have come to rest', () => {
  const late = [[row('m1', '')], [row('m1', 'Hel')], [row('m1', 'Hello')], [row('m1', 'Hello')], [row('m1', 'Hello')]]
  assert.deepEqual(look(late).said, [[], [], [], ['m1: Hello'], []])
  const {again} = looked(OPEN, [row('m1')], 0)
  assert.ok(again)
})

test('words that never rest count in the end', () => {
  const pages = Array.from({length: 30}, (_, index) => [row('m1', `dot ${index}`)])
  assert.equal(look(pages).said.flat()[0], 'm1: dot 20')
})

test('a row that is still being written holds back those after it', () => {
  const pages = [
    [row('m1', 'H'), row('m2')],
    [row('m1', 'Hello'), row('m2')],
    [row('m1', 'Hello'), row('m2')],
    [row('m1', 'Hello'), row('m2')]
  ]
  assert.deepEqual(look(pages).said, [[], [], ['m1: Hello', 'm2: words of m2'], []])
})

test('rows without an id or without words are none, and a redrawn page says nothing twice', () => {
  const page = [row('m1'), row('', 'no id'), row('m2', '')]
  assert.deepEqual(look([page, page, [], page, page]).said.flat(), ['m1: words of m1'])
})

test('of a long past the last rows are posted, in their order', () => {
  const page = Array.from({length: PAST + 20}, (_, index) => row(`m${index}`))
  const {said} = look([page, page])
  assert.equal(said[1].length, PAST)
  assert.equal(said[1][0], 'm20: words of m20')
})

test('what is loaded above when the agent scrolls up is not said now', () => {
  const page = [row('m5'), row('m6')]
  const {said} = look([page, page, [row('m3'), row('m4'), ...page], [row('m3'), row('m4'), ...page, row('m7')], [...page, row('m7')]])
  assert.deepEqual(said, [[], ['m5: words of m5', 'm6: words of m6'], [], [], ['m7: words of m7']])
})

test('a list that shows only what is in sight posts nothing of what comes into sight far above', () => {
  const page = [row('m50'), row('m51')]
  assert.deepEqual(look([page, page, [row('m1'), row('m2')], [row('m1'), row('m2')]]).said.slice(2), [[], []])
})

test('a row that is confirmed late, between others, is posted', () => {
  const page = [row('m1'), row('m3')]
  const more = [row('m1'), row('m2', 'mine', 'agent'), row('m3')]
  assert.deepEqual(look([page, page, more, more]).said[3], ['m2: mine'])
})

test('edited words are said again, once', () => {
  const page = [row('m1', 'I love it')]
  const edited = [row('m1', 'I loathe it')]
  assert.deepEqual(look([page, page, edited, edited, edited]).said, [[], ['m1: I love it'], [], ['m1: I loathe it'], []])
})

test('rows of the chat before that still hang there are not said in the next one', () => {
  const page = [row('m1'), row('m2')]
  const {book} = look([page, page])
  const next = turned(book, 'c2')
  assert.deepEqual(look([page, page, [row('n1')], [row('n1')]], next).said, [[], [], [], ['n1: words of n1']])
  assert.equal(turned(next, 'c2'), next)
})

test('it keeps a bounded number of ids', () => {
  let book = OPEN
  for (let index = 0; index < 3000; index += 1) {
    const rows = [row(`m${index}`), row(`m${index + 1}`)]
    book = looked(looked(book, rows, index * 1000).book, rows, index * 1000 + SETTLE).book
  }
  assert.ok(book.known.size <= 1000)
  assert.ok(turned(book, 'c2').elsewhere.size <= 1000)
})
