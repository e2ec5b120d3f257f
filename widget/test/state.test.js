import assert from 'node:assert/strict'
import {test} from 'node:test'

import {COURSE_LENGTH, EMPTY, after, bringBack, onShow, pressingNeed, putAside} from '../src/state.js'

const card = id => ({suggestion_id: id, kind: 'empathy', text: `words of ${id}`})
const offered = id => ['suggestion.offered', {suggestion: card(id)}]
const decided = (id, decision) => ['suggestion.decided', {suggestion_id: id, decision_id: 'd', decision}]
const read = (id, reading = {}, speaker = 'customer') => [
  'message.read',
  {message_id: id, speaker, at: 1, reading: {unsure: false, tones: [], valence: 0, intensity: 0, ...reading}}
]
const fold = (...events) => events.reduce((view, [kind, data]) => after(view, kind, data), EMPTY)

test('a card that is offered is on show, and another one takes its place', () => {
  assert.equal(fold(offered('s1')).card.suggestion_id, 's1')
  assert.equal(fold(offered('s1'), offered('s2')).card.suggestion_id, 's2')
})

test('a card goes when it is accepted, edited or dismissed, and can be taken back', () => {
  for (const decision of ['accepted', 'edited', 'dismissed']) {
    const gone = fold(offered('s1'), decided('s1', decision))
    assert.equal(gone.card, null)
    assert.equal(gone.deed.what, decision)
    const back = fold(offered('s1'), decided('s1', decision), decided('s1', 'displayed'))
    assert.equal(back.card.suggestion_id, 's1')
    assert.equal(back.deed, null)
  }
})

test('a card that was withdrawn or expired is gone, and cannot be taken back', () => {
  for (const kind of ['suggestion.withdrawn', 'suggestion.expired']) {
    const end = [kind, {suggestion_id: 's1'}]
    assert.equal(fold(offered('s1'), end).card, null)
    assert.equal(fold(offered('s1'), decided('s1', 'dismissed'), end).deed, null)
    assert.equal(fold(offered('s1'), offered('s2'), end).card.suggestion_id, 's2')
  }
})

test('a customer who opts out leaves nothing on show until they opt in again', () => {
  const chosen = out => ['context.given', {opted_out: out}]
  const out = fold(read('m1'), offered('s1'), chosen(true), ['context.given', {opted_out: null, order: '7'}])
  assert.deepEqual(out, {...EMPTY, unread: true})
  assert.equal(after(out, ...chosen(false)).unread, false)
  assert.equal(fold(offered('s1'), chosen(null)).card.suggestion_id, 's1')
})

test('a decision about another card changes nothing', () => {
  for (const decision of ['displayed', 'accepted', 'dismissed']) {
    const before = fold(offered('s1'))
    assert.equal(after(before, ...decided('s0', decision)), before)
  }
})

test('a card is displayed once it was seen, and the next one is not', () => {
  assert.equal(fold(offered('s1')).displayed, false)
  assert.equal(fold(offered('s1'), decided('s1', 'displayed')).displayed, true)
  assert.equal(fold(offered('s1'), decided('s1', 'displayed'), offered('s2')).displayed, false)
})

test('nothing is left to take back once the agent has answered', () => {
  const posted = speaker => ['message.posted', {message_id: 'm', speaker, text: '', at: 1}]
  assert.equal(fold(offered('s1'), decided('s1', 'accepted'), posted('customer')).deed.what, 'accepted')
  assert.equal(fold(offered('s1'), decided('s1', 'accepted'), posted('agent')).deed, null)
})

test('the tone is that of the customer’s last message, with the words that show it', () => {
  const tones = [{tone: 'anger', score: 0.8, evidence: [{start: 0, end: 3, text: 'mad'}]}]
  const view = fold(read('m1', {tones, valence: -0.6, intensity: 0.7}), read('m2', {}, 'agent'))
  assert.deepEqual(view.tone, {messageId: 'm1', at: 1, tone: 'anger', words: 'mad', valence: -0.6, intensity: 0.7, read: null})
})

test('a message without a tone is neutral, and one that cannot be read is unsure', () => {
  assert.equal(fold(read('m1')).tone.tone, 'neutral')
  assert.equal(fold(read('m1', {unsure: true, valence: null})).tone.tone, 'unsure')
})

test('the course keeps the last moments alone, however long the chat', () => {
  const view = fold(...Array.from({length: 3 * COURSE_LENGTH}, (_, index) => read(`m${index}`)))
  assert.equal(view.course.length, COURSE_LENGTH)
  assert.equal(view.course.at(-1).messageId, `m${3 * COURSE_LENGTH - 1}`)
})

const needs = (...list) => ['needs.changed', {at: 1, needs: list.map(([need, status]) => ({need, status, because: ''}))}]
const worried = read('m1', {tones: [{tone: 'anxiety', score: 0.8, evidence: []}]})

test('the need that presses is the lowest that fails, else the lowest that is open', () => {
  assert.equal(pressingNeed(EMPTY), null)
  const open = needs(['solution', 'met'], ['speed', 'open'], ['emotion', 'open'])
  assert.equal(pressingNeed(fold(worried, open)).need, 'speed')
  assert.equal(pressingNeed(fold(worried, needs(['solution', 'open'], ['courtesy', 'failing']))).need, 'courtesy')
})

test('a plain question presses nobody, a failing need does whatever the tone', () => {
  assert.equal(pressingNeed(fold(read('m1'), needs(['clarity', 'open']))), null)
  assert.equal(pressingNeed(fold(read('m1'), needs(['clarity', 'failing']))).need, 'clarity')
})

const ledger = {issues: [], questions: [{words: 'where is it?', asked: 1}], promises: [], deadlines: [], moments: [], frame: null}
const handover = ['handover.made', {at: 7, agent: 'ben', before: 'ana', tone: null, feeling: 0, ledger, avoid: []}]
const posted = speaker => ['message.posted', {message_id: 'm', speaker, text: '', at: 1}]

test('the ledger is the last one that was told, and when', () => {
  const view = fold(['ledger.changed', {at: 3, ledger: {...ledger, questions: []}}], ['ledger.changed', {at: 5, ledger}])
  assert.deepEqual([view.ledger, view.at], [ledger, 5])
  assert.equal(fold(handover).ledger, ledger)
})

test('the glance of a handover lies over the card until it is put aside, and can be taken back', () => {
  const view = fold(offered('s1'), handover)
  assert.equal(onShow(view), null)
  const aside = putAside(view)
  assert.equal(onShow(aside).suggestion_id, 's1')
  assert.equal(aside.handover, null)
  assert.deepEqual(bringBack(aside), view)
})

test('the glance stays when the customer writes, and goes when the agent has written', () => {
  assert.ok(fold(handover, posted('customer'), offered('s1')).handover)
  assert.equal(fold(handover, posted('agent')).handover, null)
  assert.equal(after(putAside(fold(handover)), ...posted('agent')).deed, null)
})

test('another handover comes on top of one that was put aside', () => {
  const again = after(putAside(fold(handover)), ...handover)
  assert.ok(again.handover && !again.deed)
})

const corrected = (id, tone) => ['reading.corrected', {correction_id: 'x', message_id: id, tone, at: 1}]
const angry = read('m1', {tones: [{tone: 'anger', score: 0.8, evidence: []}], valence: -0.6, intensity: 0.9})

test('a feeling that the agent corrects is the one that is shown, and on its side of the line', () => {
  const view = fold(angry, corrected('m1', 'playfulness'))
  assert.equal(view.tone.tone, 'playfulness')
  assert.ok(view.tone.valence > 0 && view.tone.intensity <= 0.5)
  assert.deepEqual(view.course, [view.tone])
  assert.equal(fold(angry, corrected('m1', 'neutral')).tone.valence, 0)
  assert.ok(fold(read('m1', {valence: 0.4}), corrected('m1', 'disappointment')).tone.valence < 0)
})

test('a correction taken back leaves the message as it was read, however often it was corrected', () => {
  const before = fold(angry)
  const twice = fold(angry, corrected('m1', 'playfulness'), corrected('m1', 'neutral'))
  assert.equal(twice.deed.before, 'playfulness')
  const back = after(twice, ...corrected('m1', null))
  assert.deepEqual([back.tone, back.deed], [before.tone, null])
})

test('a correction can be taken back until the next message, whoever writes it', () => {
  for (const speaker of ['customer', 'agent']) {
    const view = fold(angry, corrected('m1', 'playfulness'), ['message.posted', {speaker}])
    assert.equal(view.deed, null)
    assert.equal(view.tone.tone, 'playfulness')
  }
})

test('what a correction took away is told, unless a card of that kind comes', () => {
  const gone = fold(angry, offered('s1'), corrected('m1', 'playfulness'), ['suggestion.withdrawn', {suggestion_id: 's1'}])
  assert.equal(gone.deed.gone, 'empathy')
  assert.equal(after(gone, ...offered('s2')).deed.gone, '')
  assert.equal(after(gone, 'suggestion.offered', {suggestion: {...card('s2'), kind: 'humour'}}).deed.gone, 'empathy')
})

test('a message that the course has let go of is not corrected', () => {
  const view = fold(angry)
  assert.equal(after(view, ...corrected('m0', 'neutral')), view)
})

const muted = (kind, muted = true) => ['kind.muted', {mute_id: 'u', kind, muted, at: 1}]
const kinds = view => view.rests.map(({kind}) => kind)

test('a kind is muted, and woken again', () => {
  const view = fold(muted('humour'))
  assert.deepEqual([kinds(view), view.deed.what], [['humour'], 'muted'])
  const woken = after(view, ...muted('humour', false))
  assert.deepEqual([kinds(woken), woken.deed.what], [[], 'woken'])
})

test('a card that was put aside and then muted comes back with its kind', () => {
  const view = fold(offered('s1'), decided('s1', 'dismissed'), muted('empathy'), muted('empathy', false))
  assert.equal(after(view, ...decided('s1', 'displayed')).card.suggestion_id, 's1')
  const other = fold(offered('s1'), decided('s1', 'dismissed'), muted('humour'))
  assert.equal(other.deed.card, null)
})

test('another card leaves a muted kind to be woken, and nothing else to take back', () => {
  const view = fold(offered('s1'), decided('s1', 'dismissed'), muted('empathy'), offered('s2'))
  assert.deepEqual([view.deed.what, view.deed.card], ['muted', null])
  assert.equal(fold(offered('s1'), decided('s1', 'dismissed'), offered('s2')).deed, null)
})

test('the kinds that rest are the last that were told; how long holds until the customer writes', () => {
  const rests = [{kind: 'humour', because: 'muted', turns: null}, {kind: 'apology', because: 'dismissed', turns: 6}]
  const view = fold(['rests.changed', {at: 1, rests}])
  assert.deepEqual(view.rests, rests)
  assert.deepEqual(kinds(after(view, ...posted('customer'))), ['humour'])
})

test('an event that is not known changes nothing', () => {
  const view = fold(offered('s1'))
  assert.equal(after(view, 'suggestion.sung', {suggestion_id: 's1'}), view)
})

test('the same events give the same view, and no view is changed in place', () => {
  const events = [read('m1'), offered('s1'), decided('s1', 'dismissed'), decided('s1', 'displayed')]
  assert.deepEqual(fold(...events), fold(...events))
  const nothing = {tone: null, course: [], needs: [], ledger: null, at: 0, card: null, displayed: false}
  assert.deepEqual(EMPTY, {...nothing, handover: null, rests: [], deed: null, unread: false})
})

const mad = {tones: [{tone: 'anger', evidence: [{text: 'mad'}]}], valence: -0.9}
const at = ([kind, data], time) => [kind, {...data, at: time}]
const course = view => view.course.map(({messageId, tone}) => [messageId, tone])

test('a second reading of a message takes the place of the first, where it stood', () => {
  const view = fold(at(read('m1', mad), 1), at(read('m2'), 2), ['message.revised', {message_id: 'm1', text: 'thanks'}], at(read('m1'), 1))
  assert.deepEqual(course(view), [['m1', 'neutral'], ['m2', 'neutral']])
  assert.equal(view.tone.messageId, 'm2')
})

test('a message that was taken back leaves no anger in the mood', () => {
  const gone = ['message.revised', {message_id: 'm2', text: null}]
  const view = fold(at(read('m1'), 1), at(read('m2', mad), 2), gone)
  assert.deepEqual(course(view), [['m1', 'neutral']])
  assert.equal(view.tone.messageId, 'm1')
  assert.equal(fold(read('m2', mad), gone).tone, null)
})

test('a late message stands where its time says, and answers nothing', () => {
  const late = ['message.posted', {message_id: 'm1', speaker: 'agent', late: true}]
  const view = fold(at(read('m2'), 20), ['handover.made', {ledger: {}, at: 30}], late, at(read('m1', mad), 10))
  assert.deepEqual(course(view), [['m1', 'anger'], ['m2', 'neutral']])
  assert.equal(view.tone.messageId, 'm2')
  assert.ok(view.handover)
})

test('a history longer than the course leaves the latest messages in it', () => {
  const history = Array.from({length: COURSE_LENGTH + 5}, (_, index) => at(read(`h${index}`), index))
  const view = fold(at(read('now'), 1000), ...history)
  assert.equal(view.course.length, COURSE_LENGTH)
  assert.equal(view.course.at(0).messageId, 'h6')
  assert.equal(view.tone.messageId, 'now')
})
