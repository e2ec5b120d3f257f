import assert from 'node:assert/strict'
import {test} from 'node:test'

import {left, open} from '../src/ledger.js'
import {wordsOf} from '../src/messages.js'

const en = await wordsOf('en')
const fr = await wordsOf('fr')
const EMPTY = {issues: [], questions: [], promises: [], deadlines: [], moments: [], frame: null}
const issue = (words, more = {}) => ({about: 'problem', words, status: 'raised', raised: 1, brought: false, ...more})
const promise = (words, due, status = 'open') => ({words, due, status})
const quotes = entries => entries.map(({quote}) => quote)

test('an empty ledger, and none at all, have nothing open', () => {
  for (const ledger of [null, EMPTY]) {
    assert.deepEqual(Object.values(open(ledger, en)).flat(), [])
  }
})

test('what is settled is not open', () => {
  const issues = ['raised', 'acknowledged', 'acted', 'resolved', 'confirmed'].map(status => issue(status, {status}))
  const promises = ['open', 'near', 'due', 'kept', 'broken'].map(status => promise(status, 9, status))
  const deadlines = ['open', 'near', 'past', 'met'].map(status => promise(status, 9, status))
  const found = open({...EMPTY, issues, promises, deadlines}, en)
  assert.deepEqual(quotes(found.issues), ['acted', 'acknowledged', 'raised'])
  assert.deepEqual(quotes(found.promises), ['open', 'near', 'due'])
  assert.deepEqual(quotes(found.deadlines), ['open', 'near'])
})

test('what was told or asked again comes first and presses', () => {
  const issues = [issue('old', {raised: 3}), issue('new'), issue('brought', {brought: true, about: 'question'})]
  const questions = [{words: 'when?', asked: 2}, {words: 'where?', asked: 1}]
  const found = open({...EMPTY, issues, questions}, en)
  assert.deepEqual(quotes(found.issues), ['old', 'brought', 'new'])
  assert.deepEqual(found.issues.map(({label, note}) => [label, note]), [
    [en.cues.problem, 'told 3 times'],
    [en.asks, en.brought],
    [en.cues.problem, '']
  ])
  assert.deepEqual(found.questions.map(({label, pressing}) => [label, pressing]), [[en.asksAgain, true], [en.asks, false]])
})

test('what falls due first comes first, what names no time last', () => {
  const promises = [promise('someday', null), promise('later', 900), promise('soon', 300, 'near')]
  assert.deepEqual(quotes(open({...EMPTY, promises}, en).promises), ['soon', 'later', 'someday'])
})

test('the time that is left is told shortly, and never as less than it is', () => {
  const told = (seconds, words = en) => left(words, {due: 1000 + seconds}, 1000)
  assert.equal(told(1), 'in 1 min')
  assert.equal(told(239), 'in 4 min')
  assert.equal(told(119 * 60), 'in 119 min')
  assert.equal(told(3 * 3600), 'in 3 h')
  assert.equal(told(2 * 86400), 'in 2 d')
  assert.equal(told(239, fr), 'dans 4 min')
  assert.equal(told(0), 'due')
  assert.equal(told(-60, fr), fr.due)
  assert.equal(left(en, {due: null}, 1000), '')
})
