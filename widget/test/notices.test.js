import assert from 'node:assert/strict'
import {test} from 'node:test'

import {wordsOf} from '../src/messages.js'
import {notice} from '../src/notices.js'

const en = await wordsOf('en')
const card = {suggestion_id: 's1', kind: 'apology'}
const told = (deed, rests = [], words = en) => notice({deed: deed && {card: null, ...deed}, rests}, words)

test('nothing was done, nothing is said', () => {
  assert.deepEqual(told(null), {text: '', undo: '', mute: false})
})

test('a card that was put aside says for how long its kind rests, and offers to mute it', () => {
  const rests = [{kind: 'apology', because: 'dismissed', turns: 6}]
  const said = told({what: 'dismissed', card}, rests)
  assert.deepEqual(said, {text: 'Put aside. No apology for their next 6 messages.', undo: en.bringBack, mute: true})
  assert.equal(told({what: 'dismissed', card}).text, 'Put aside')
})

test('a muted kind says that it stays away, a woken one that it is back', () => {
  assert.equal(told({what: 'muted', kind: 'humour'}).text, 'No jokes in this chat any more.')
  assert.match(told({what: 'woken', kind: 'humour'}).text, /jokes/)
  assert.equal(told({what: 'muted', kind: 'humour'}).undo, en.undo)
})

test('a corrected feeling is noted, with what it took away', () => {
  const deed = {what: 'corrected', tone: 'playfulness'}
  assert.equal(told(deed).text, 'Noted: they are joking.')
  assert.equal(told({...deed, gone: 'apology'}).text, 'Noted: they are joking. “Apologise, once” no longer fits.')
})

test('what was inserted or copied says what is left to do', () => {
  assert.equal(told({what: 'accepted', card}).text, en.inserted)
  assert.equal(told({what: 'accepted', card, copied: true}).text, en.copied)
})

test('what did not work has nothing to take back', () => {
  for (const what of ['failed', 'noComposer']) assert.deepEqual(told({what}), {text: en[what], undo: '', mute: false})
})

test('each of them says something in French', async () => {
  const fr = await wordsOf('fr')
  for (const what of ['accepted', 'edited', 'dismissed', 'muted', 'woken', 'aside', 'failed', 'noComposer']) {
    assert.match(told({what, card, kind: 'apology'}, [], fr).text, /\S/, what)
  }
  assert.doesNotMatch(told({what: 'corrected', tone: 'anger', gone: 'humour'}, [], fr).text, /\{|undefined/)
})
