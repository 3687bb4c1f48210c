-- 0008, mail.db: starred messages of all folders without a look at the others.
CREATE INDEX mail.message_starred ON message (received, id) WHERE flags & 4 <> 0;
