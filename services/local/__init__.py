"""All that a laptop has instead of a cluster: Apache Kafka, PostgreSQL and a mailbox, without Docker.

Keeps everything in one folder, so a second start finds what the first one left:

- ``kafka/`` holds the topics for ever, ``postgres/`` the database and its superuser's password,
  ``mailbox/`` every mail that was caught. Each is used by one process at a time, held by a lock.
- Kafka's jars are downloaded once per user into a cache, with the means to start faster the next time.

What is started here listens on the loopback only and never outlives the process that started it, even one
killed with -9: a small launcher stands between them, sees the death, and stops its program properly.
"""
