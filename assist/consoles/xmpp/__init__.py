"""An XMPP server's stanzas -> what is said in chats of two and in rooms."""
