"""Pages in the shape that real consoles give theirs, as far as the recipes look at it."""

CONVERSE = """<converse-root><converse-chat jid="morgan@example.test">
<div class="message chat-msg chat" data-msgid="c1">
  <div class="chat-msg__content chat-msg__content--them">
    <span class="chat-msg__heading"><span class="chat-msg__author">Morgan</span></span>
    <span class="chat-msg__body--wrapper"><span class="chat-msg__text">Where is it?</span></span>
  </div>
</div>
<div class="message chat-msg chat-msg--action chat-msg--retracted chat" data-msgid="c2">
  <div class="chat-msg__content chat-msg__content--them chat-msg__content--action">
    <span class="chat-msg__text">Morgan has retracted this message</span>
  </div>
</div>
<div class="message chat-msg chat" data-msgid="c3">
  <div class="chat-msg__content chat-msg__content--me">
    <span class="chat-msg__text">Let me look.</span>
  </div>
</div>
<converse-message-form><form><textarea class="chat-textarea"></textarea></form>
</converse-message-form></converse-chat></converse-root>"""

LIVE_HELPER_CHAT = """<div id="messagesBlock-7">
<div class="message-row response" id="msg-11" data-op-id="0">
  <span class="usr-tit">Morgan</span><div class="msg-body">Where is it?</div>
</div>
<div class="message-row system-response" id="msg-12"><i>Ada has joined</i></div>
<div class="message-row message-admin" id="msg-13" data-op-id="1">
  <span class="usr-tit">Ada</span><div class="msg-body">Let me look.</div>
</div></div>
<lhc-editor id="CSChatMessage-7"><div contenteditable="true">&nbsp;</div></lhc-editor>"""

ROCKET_CHAT = """<div class="rcx-message" data-id="r1" data-own="false">
  <div class="rcx-message-header">Morgan</div><div class="rcx-message-body">Where is it?</div>
</div>
<div class="rcx-message" data-id="r2" data-own="true">
  <div class="rcx-message-body">Let me look.</div>
</div>
<div class="rcx-message" data-id="r3" data-own="true" aria-busy="true">
  <div class="rcx-message-body">on its way</div>
</div>
<footer><textarea name="msg"></textarea></footer>"""

SHADOW = """<reply-box></reply-box><script src="/shadow.js"></script>"""
SHADOW_SCRIPT = """
document.querySelector('reply-box').attachShadow({mode: 'open'})
  .append(document.createElement('textarea'))
"""
SHADOW_RECIPE = {
    "name": "shadow",
    "title": "Shadow",
    "checked": "run",
    "note": "",
    "match": ["*/shadow/*"],
    "composer": ["reply-box >>> textarea"],
    "conversation": {"url": "/shadow/(\\d+)"},
}

SHAPES = {
    "converse": ("/conversejs", CONVERSE, "morgan@example.test"),
    "live-helper-chat": ("/site_admin/chat/single/7", LIVE_HELPER_CHAT, "7"),
    "rocket-chat": ("/live/R1/room-info", ROCKET_CHAT, "R1"),
}
"""By recipe: where the page stands, its body, and the conversation on it."""
