import assert from 'node:assert/strict'
import {test} from 'node:test'

import {aloud, rows} from '../src/glance.js'
import {wordsOf} from '../src/messages.js'

const en = await wordsOf('en')
const EMPTY = {issues: [], questions: [], promises: [], deadlines: [], moments: [], frame: null}
const handover = (ledger = {}, more = {}) => ({
  at: 0,
  agent: 'ben',
  before: 'ana',
  tone: null,
  feeling: 0,
  ledger: {...EMPTY, ...ledger},
  avoid: [],
  ...more
})
const said = (given, label) => rows(given, en, 0).find(row => row.label === label)?.said

test('a chat in which nothing happened says how the customer feels, and no more', () => {
  assert.deepEqual(rows(handover(), en, 0), [{label: 'Mood', said: ['Neutral']}])
})

test('the mood comes with the words of its peaks and its turn', () => {
  const moments = [
    {what: 'peak', feeling: -0.8, tone: 'anger', words: 'this is a joke'},
    {what: 'turn', feeling: 0.3, tone: 'gratitude', words: 'thank you for reading it'},
    {what: 'peak', feeling: 0.6, tone: 'delight', words: ''},
    {what: 'end', feeling: 0.3, tone: 'gratitude', words: 'ok'}
  ]
  assert.deepEqual(said(handover({moments}, {tone: 'gratitude'}), 'Mood'), [
    'Grateful',
    'low point “this is a joke”',
    'turning point “thank you for reading it”'
  ])
})

test('what is open stands in a row of its sort, two of each and how many more', () => {
  const issues = ['a', 'b', 'c', 'd'].map(words => ({about: 'problem', words, status: 'raised', raised: 1, brought: false}))
  const promises = [{words: 'I will call you', due: 240, status: 'open'}]
  const questions = [{words: 'when?', asked: 2}, {words: 'where?', asked: 1}]
  const given = handover({issues, promises, questions})
  assert.deepEqual(said(given, 'Open'), ['has a problem “d”', 'has a problem “c”', '+2'])
  assert.deepEqual(said(given, 'Asked'), ['asks again “when?”', '“where?”'])
  assert.deepEqual(said(given, 'Promised'), ['“I will call you” in 4 min'])
})

test('the frame of the joke has its name where there is one, and the words that opened it', () => {
  assert.deepEqual(said(handover({frame: {name: 'Odin', words: 'can I be Odin'}}), 'Joke'), ['Odin', '“can I be Odin”'])
  assert.deepEqual(said(handover({frame: {name: null, words: 'my cursed printer'}}), 'Joke'), ['“my cursed printer”'])
})

test('what not to repeat is named, and all of it can be heard', () => {
  const given = handover({}, {avoid: ['apology', 'empathy']})
  assert.deepEqual(said(given, 'Not again'), ['apology', 'empathy'])
  assert.equal(aloud(rows(given, en, 0)), 'Mood: Neutral. Not again: apology, empathy')
})
