-- 0011, mail.db: messages with attachments of all folders without a look at the others.
CREATE INDEX mail.message_attachment ON message (received, id) WHERE has_attachment <> 0;
