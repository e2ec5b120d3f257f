import assert from 'node:assert/strict'
import {test} from 'node:test'

import {fill, languageOf, meaning, say, why, wordsOf} from '../src/messages.js'
import {labels} from './vocabulary.js'

const STATES = ['idle', 'connecting', 'live', 'reconnecting', 'signed-out', 'unsupported', 'stopped']
/** Keys of close codes that say more than the state. */
const CLOSED = ['restarting', 'overloaded', 'engine_unavailable', 'connection_limit']
const en = await wordsOf('en')
const fr = await wordsOf('fr')

for (const [language, words] of Object.entries({en, fr})) {
  const tables = {
    tones: [...labels('Tone'), 'neutral', 'unsure'],
    cues: labels('Cue'),
    acts: labels('Act'),
    kinds: labels('Kind'),
    nouns: labels('Kind'),
    statuses: labels('Status'),
    needs: labels('Need'),
    feels: [...labels('Tone'), 'neutral'],
    connections: [...STATES, ...CLOSED]
  }
  for (const [table, wanted] of Object.entries(tables)) {
    test(`${language} has words for each of the ${table}, and for nothing else`, () => {
      assert.deepEqual(Object.keys(words[table]).sort(), [...wanted].sort())
    })
  }

  test(`${language} has words for each status of each need`, () => {
    for (const need of labels('Need')) {
      assert.deepEqual(Object.keys(words.needs[need]).sort(), labels('NeedStatus').sort())
    }
  })

  test(`${language} leaves no words empty`, () => {
    for (const text of leaves(words)) assert.match(text, /\S/)
  })
}

test('both languages say the same things, with the same values in them', () => {
  const shape = value => (typeof value === 'string' ? (value.match(/\{\w+\}/g) ?? []).sort() : map(value, shape))
  assert.deepEqual(shape(fr), shape(en))
})

test('French is French: next to nothing is left in English', () => {
  assert.deepEqual(leaves(fr).filter(text => leaves(en).includes(text)), [])
})

test('a language tag finds its language, and one that we lack finds English', () => {
  assert.equal(languageOf('fr-CA'), 'fr')
  assert.equal(languageOf('FR'), 'fr')
  for (const other of ['de', '', null, undefined, 'constructor']) assert.equal(languageOf(other), 'en')
})

test('a language that we lack has no words', async () => {
  await assert.rejects(wordsOf('de'), RangeError)
})

test('values go into a pattern, and an unknown name stays as it is', () => {
  assert.equal(fill('{a} and {b}, {c}', {a: 1, b: '{a}'}), '1 and {a}, {c}')
})

test('a reason is told in words, whatever kind of label it has', () => {
  const told = (label, words = '') => meaning(en, {label, words, message_id: null})
  assert.equal(told('repeat-contact'), en.cues['repeat-contact'])
  assert.equal(told('anger'), 'angry')
  assert.equal(told('solution is failing', 'no answer for 3 min'), en.needs.solution.failing)
  assert.equal(told('customer waits', '3 min'), 'the customer has waited 3 min')
  assert.equal(told('issue is open'), 'is still open')
  assert.equal(told('promise is due'), 'the time you named has come')
  assert.equal(told('valence below -0.3'), '')
})

test('the widget says something for each state and notice, and nothing for what is none', () => {
  for (const key of [...STATES, ...CLOSED, 'dismissed', 'inserted', 'noConversation']) assert.match(say(fr, key), /\S/)
  for (const key of ['', 'tones', 'nonsense']) assert.equal(say(fr, key), '')
})

test('a card quotes the customer once, and nobody else', () => {
  const {quotes, meanings} = why(en, [
    {label: 'repeat-contact', words: 'third … the third time I write', message_id: 'm1'},
    {label: 'effort', words: 'third time', message_id: 'm1'},
    {label: 'repeat-contact', words: 'the third time I write', message_id: 'm1'},
    {label: 'customer waits', words: '3 min', message_id: null}
  ])
  assert.deepEqual(quotes, ['the third time I write'])
  assert.deepEqual(meanings, [en.cues['repeat-contact'], en.cues.effort, 'the customer has waited 3 min'])
})

function leaves(value) {
  return typeof value === 'string' ? [value] : Object.values(value).flatMap(leaves)
}

function map(value, act) {
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, act(inner)]))
}

test("somebody's words turn nothing round that is not theirs, and wear eight marks at most", () => {
  assert.equal(fill('“{words}” · late', {words: '\u202egnp.exe\u2069'}), '“gnp.exe” · late')
  assert.equal(fill('{words}', {words: `a${'\u0335'.repeat(50)}b`}), `a${'\u0335'.repeat(8)}b`)
  assert.equal(fill('{words}', {words: 'e\u0301 👩‍👩‍👧 العربية'}), 'e\u0301 👩‍👩‍👧 العربية')
})
