"""The consoles that are listened to -> what they say, durable, whatever breaks."""
