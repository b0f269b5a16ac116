package io.ft4j.core.runtime;

/** What a state machine has executed, and the state that it is in; how many commands came again and were not executed. */
record Applied(long index, long digest, long sessionsDigest, long duplicates) {}
